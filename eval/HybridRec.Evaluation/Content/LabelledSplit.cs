namespace HybridRec.Evaluation.Content;

/// <summary>Clips, what they are called, and which are asked about when.</summary>
internal sealed class LabelledSplit
{
    /// <summary>Takes the clips' own split, or makes one.</summary>
    /// <exception cref="ContentDataException">There is nothing to learn from or to ask about.</exception>
    public LabelledSplit(ClipSet set, SplitPlan plan)
    {
        Clips = set.Clips;
        Hash = set.Hash;
        string[] names = [.. set.Clips.Select(clip => clip.Label).Distinct().Order(StringComparer.Ordinal)];
        if (names.Length < 2)
        {
            throw new ContentDataException(
                $"All {set.Clips.Count} clips have the label {names.FirstOrDefault()}; to tell labels apart takes two.");
        }

        Names = names;
        Labels = [.. set.Clips.Select(clip => Array.IndexOf(names, clip.Label))];
        ClipSplit split = set.GivenFold is { } given
            ? ClipSplitter.Check(set.Clips, given)
            : ClipSplitter.Split(set.Clips, plan);
        Folds = split.Folds;
        Notes = [.. set.Notes, .. split.Notes];
        Tests = [.. Folds.SelectMany((fold, number) => fold.Test.Select(clip => (number, clip)))];
        HasArtists = set.Clips.Any(clip => clip.Artist.Length > 0);
    }

    public IReadOnlyList<Clip> Clips { get; }

    /// <summary>Of the clips' bytes, as <see cref="ClipSet.Hash"/>.</summary>
    public string Hash { get; }

    /// <summary>Names of the labels by number.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of its label, by clip.</summary>
    public IReadOnlyList<int> Labels { get; }

    public IReadOnlyList<ClipFold> Folds { get; }

    /// <summary>Every clip that is asked about with the fold in which it is, in the order of all scores.</summary>
    public IReadOnlyList<(int Fold, int Clip)> Tests { get; }

    public IReadOnlyList<string> Notes { get; }

    public bool HasArtists { get; }

    /// <summary>Whether two clips are known to be by one artist.</summary>
    public bool SameArtist(int a, int b) =>
        Clips[a].Artist.Length > 0 && Clips[a].Artist.Equals(Clips[b].Artist, StringComparison.OrdinalIgnoreCase);
}
