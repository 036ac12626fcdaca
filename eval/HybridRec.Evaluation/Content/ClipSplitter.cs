namespace HybridRec.Evaluation.Content;

/// <summary>How clips without a given split are divided.</summary>
/// <param name="Folds">Number of folds; 0 for one hold-out split.</param>
/// <param name="TestShare">Share of each label held out where there are no folds, (0, 1).</param>
/// <param name="Seed">Seed.</param>
public sealed record SplitPlan(int Folds, double TestShare, int Seed)
{
    /// <summary>The default: a quarter held out.</summary>
    public static SplitPlan HoldOut(int seed) => new(0, 0.25, seed);
}

/// <summary>What a splitter did.</summary>
/// <param name="Folds">The folds; only clips that can be asked about are in them.</param>
/// <param name="Notes">What could not be done, in words with counts.</param>
public sealed record ClipSplit(IReadOnlyList<ClipFold> Folds, IReadOnlyList<string> Notes);

/// <summary>Divides clips label by label, all clips of an artist to one side.</summary>
/// <remarks>
/// Here with clips a–f of one label by artists 1–3, a third held out, before and after:
/// <code>
/// artist 1  a b        artist 1  train train
/// artist 2  c d    →   artist 2  test  test
/// artist 3  e f        artist 3  train train
/// </code>
/// An artist with clips of several labels is kept whole as well. A label with a single artist can't be both learned and
/// asked about so: its clips are divided one by one, which is said, since artist and label can't be told apart there.
/// A label with a single clip is left out.
/// </remarks>
public static class ClipSplitter
{
    /// <summary>Divides clips.</summary>
    /// <param name="clips">The clips.</param>
    /// <param name="plan">How.</param>
    /// <exception cref="ContentDataException">Fewer than two labels have two clips or more.</exception>
    public static ClipSplit Split(IReadOnlyList<Clip> clips, SplitPlan plan)
    {
        ArgumentNullException.ThrowIfNull(clips);
        ArgumentNullException.ThrowIfNull(plan);
        List<string> notes = [];
        int[] usable = Usable(clips, notes);
        int[] bins = Bins(clips, usable, plan, notes);
        int parts = plan.Folds == 0 ? 1 : plan.Folds;
        List<ClipFold> folds = [];
        for (int part = 0; part < parts; part++)
        {
            int[] test = [.. usable.Where((_, i) => bins[i] == part)];
            if (test.Length > 0)
            {
                ClipSplit checkedFold = Check(clips, new ClipFold([.. usable.Where((_, i) => bins[i] != part)], test));
                folds.AddRange(checkedFold.Folds);
                notes.AddRange(checkedFold.Notes);
            }
        }

        return new ClipSplit(folds, notes);
    }

    /// <summary>A given split without the held-out clips whose label can't be learned from it.</summary>
    /// <exception cref="ContentDataException">Less than two labels can be learned, or nothing is left to ask about.</exception>
    public static ClipSplit Check(IReadOnlyList<Clip> clips, ClipFold fold)
    {
        ArgumentNullException.ThrowIfNull(clips);
        ArgumentNullException.ThrowIfNull(fold);
        HashSet<string> known = [.. fold.Train.Select(clip => clips[clip].Label)];
        int[] test = [.. fold.Test.Where(clip => known.Contains(clips[clip].Label))];
        if (known.Count < 2 || test.Length == 0)
        {
            throw new ContentDataException(known.Count < 2
                ? $"All clips to learn from have the label {known.FirstOrDefault()}; two labels are needed."
                : "No held-out clip has a label that the clips to learn from have.");
        }

        int unknown = fold.Test.Count - test.Length;
        return new ClipSplit(
            [new ClipFold(fold.Train, test)],
            unknown == 0 ? [] : [$"{unknown} held-out clips have labels that no clip to learn from has: not measured."]);
    }

    private static int[] Usable(IReadOnlyList<Clip> clips, List<string> notes)
    {
        ILookup<string, int> byLabel = Enumerable.Range(0, clips.Count).ToLookup(clip => clips[clip].Label);
        string[] single = [.. byLabel.Where(label => label.Count() == 1).Select(label => label.Key)];
        if (byLabel.Count - single.Length < 2)
        {
            throw new ContentDataException(
                $"{byLabel.Count - single.Length} of {byLabel.Count} labels have two clips or more; two such labels are needed.");
        }

        if (single.Length > 0)
        {
            notes.Add($"{single.Length} labels have a single clip and are left out: {string.Join(", ", single)}.");
        }

        return [.. Enumerable.Range(0, clips.Count).Where(clip => byLabel[clips[clip].Label].Count() > 1)];
    }

    /// <summary>The fold of each usable clip, or 0 for held out and 1 for learned from.</summary>
    private static int[] Bins(IReadOnlyList<Clip> clips, int[] usable, SplitPlan plan, List<string> notes)
    {
        HashSet<string> alone = [.. usable
            .Where(clip => clips[clip].Artist.Length > 0)
            .GroupBy(clip => clips[clip].Label)
            .Where(label => label.Select(clip => clips[clip].Artist).Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1
                && label.Count() == usable.Count(clip => clips[clip].Label == label.Key))
            .Select(label => label.Key)];
        if (alone.Count > 0)
        {
            notes.Add(
                $"{alone.Count} labels have a single artist: their clips were divided one by one, so that artist and label "
                + $"can't be told apart there ({string.Join(", ", alone.Order(StringComparer.Ordinal))}).");
        }

        // Clips that must stay together, in random order; a clip without an artist stands alone.
        Dictionary<string, List<int>> groups = [];
        for (int i = 0; i < usable.Length; i++)
        {
            Clip clip = clips[usable[i]];
            bool single = clip.Artist.Length == 0 || alone.Contains(clip.Label);
            string key = single ? $"#{i}" : $"@{clip.Artist.ToUpperInvariant()}";
            (groups.TryGetValue(key, out List<int>? group) ? group : groups[key] = []).Add(i);
        }

        List<int>[] order = [.. groups.Values];
        new Random(plan.Seed).Shuffle(order);
        order = [.. order.OrderByDescending(group => group.Count)];

        double[] shares = plan.Folds == 0
            ? [plan.TestShare, 1 - plan.TestShare]
            : [.. Enumerable.Repeat(1.0 / plan.Folds, plan.Folds)];
        return Assign(order, [.. usable.Select(clip => clips[clip].Label)], shares);
    }

    /// <summary>Puts each group, the large ones first, where its labels lack most of their due.</summary>
    private static int[] Assign(List<int>[] groups, string[] labels, double[] shares)
    {
        Dictionary<string, double[]> lacking = labels.GroupBy(label => label).ToDictionary(
            label => label.Key, label => shares.Select(share => share * label.Count()).ToArray());
        int[] bins = new int[labels.Length];
        foreach (List<int> group in groups)
        {
            // Of equals the larger part, so that an artist with most of a label's clips is learned from.
            int best = Enumerable.Range(0, shares.Length)
                .OrderByDescending(bin => shares[bin])
                .MaxBy(bin => group.Sum(i => lacking[labels[i]][bin] / shares[bin]));
            foreach (int i in group)
            {
                bins[i] = best;
                lacking[labels[i]][best]--;
            }
        }

        return bins;
    }
}
