using System.Globalization;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>Measures what a spectrogram network hears, beside shortcuts that hear nothing.</summary>
/// <remarks>
/// Every kind of features goes through the same classifier, whose penalty is chosen on training clips alone, and the same
/// retrieval. The network sees the training clips only.
/// </remarks>
public static class ContentStudy
{
    /// <summary>Runs a study.</summary>
    /// <param name="set">The clips.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellationToken">Stops within a stage.</param>
    /// <exception cref="ContentDataException">The clips can't be divided, or the network can't be loaded.</exception>
    /// <remarks>The same clips and options give the same report, whatever the thread count.</remarks>
    public static ContentReport Run(
        ClipSet set, ContentStudyOptions options, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        LabelledSplit split = new(set, options.Split);
        TrainedNetworks networks = new(split, options, progress);
        FactorMatrix? shown = null;
        List<FeatureScores> features = [];

        SeedScores Score(string what, Func<int, FactorMatrix> of)
        {
            SeedScores scores = SeedScores.Of(split, of, options.Seed, cancellationToken);

            // Of a study of an hour, what is known already must be known if it is interrupted.
            progress?.Report(new StageProgress($"Scored: {what}", 1, 1, "runs", string.Create(
                CultureInfo.InvariantCulture,
                $"accuracy {scores.Correct.Average():0.000}, precision@{LabelRetrieval.K} {FeatureScores.OfFinite(scores.Precision, options.Seed)?.Estimate:0.000}")));
            return scores;
        }

        void AddNetworks(string name, string title, int count, Func<int, int, IContentNetwork> make) =>
            features.Add(new FeatureScores(name, title, [.. Enumerable.Range(0, count).Select(seed => Score($"{title}, seed {options.Seed + seed}", fold =>
            {
                FactorMatrix embeddings = ClipNetworks.Embed(make(fold, seed), split.Clips, cancellationToken);
                shown ??= embeddings;
                return embeddings;
            }))]));

        AddNetworks("network", networks.Title, networks.Count, (fold, seed) => networks.Main(fold, seed, cancellationToken));
        if (options is { Supervised: true, NetworkFile: null })
        {
            AddNetworks(
                "network-contrastive", "Network (contrast alone)", options.Seeds,
                (fold, seed) => networks.Contrastive(fold, seed, cancellationToken));
        }

        AddNetworks(
            "random-weights", "Random weights", options.Seeds,
            (fold, seed) => networks.RandomWeights(fold, seed, cancellationToken));
        void AddShortcut(string name, string title, FactorMatrix x) =>
            features.Add(new FeatureScores(name, title, [Score(title, _ => x)]));
        AddShortcut("mean-spectrum", "Mean spectrum", ShortcutFeatures.MeanSpectrum(split.Clips));
        AddShortcut("band-statistics", "Band statistics", ShortcutFeatures.BandStatistics(split.Clips));
        AddShortcut("tempo", "Tempo only", ShortcutFeatures.Tempo(split.Clips));
        features.Add(new FeatureScores("chance", "Chance", [SeedScores.OfMostFrequentLabel(split)]));

        (IReadOnlyList<LabelScores> labels, double[][] confusion) = LabelTable.Of(split, features[0].Seeds);
        progress?.Report(new StageProgress("Drawing the map", 0, 1, "maps"));
        IReadOnlyList<MapPoint> map = Map(split, shown!, options.Seed, cancellationToken);
        progress?.Report(new StageProgress("Drawing the map", 1, 1, "maps"));
        return new ContentReport
        {
            Data = Facts(set, split, options),
            Network = networks.Description,
            Seeds = [.. Enumerable.Range(options.Seed, networks.Count)],
            Features = FeatureScores.Report(features, options.Seed),
            Labels = labels,
            Confusion = confusion,
            Axes = AxisCorrelations.Of(shown!, split.Clips, options.Seed),
            Map = map,
        };
    }

    /// <summary>What a report says of its clips.</summary>
    internal static ClipFacts Facts(ClipSet set, LabelledSplit split, ContentStudyOptions options)
    {
        string how = set.GivenFold is not null ? "the split is given"
            : options.Split.Folds > 0 ? $"{split.Folds.Count} folds, each held out once"
            : string.Create(CultureInfo.InvariantCulture, $"{options.Split.TestShare:P0} held out");
        string safe = set.GivenFold is not null ? ""
            : split.HasArtists ? ", an artist on one side only where a label has several" : ", artists unknown: one may be on both sides";
        return new ClipFacts(
            $"{set.Source}; {how}{safe}", set.Hash, set.Clips.Count, split.Names.Count, split.Tests.Count,
            split.HasArtists, split.Folds.Count, split.Notes);
    }

    private static MapPoint[] Map(LabelledSplit split, FactorMatrix x, int seed, CancellationToken cancellationToken)
    {
        int[] rows = [.. Enumerable.Range(0, x.Rows)];
        if (rows.Length > NeighbourMap.MaxRows)
        {
            new Random(seed).Shuffle(rows);
            rows = [.. rows.Take(NeighbourMap.MaxRows).Order()];
        }

        FactorMatrix chosen = new(rows.Length, x.Rank);
        for (int i = 0; i < rows.Length; i++)
        {
            x.Row(rows[i]).CopyTo(chosen.Row(i));
        }

        HashSet<int> asked = [.. split.Folds[0].Test];
        (double[] u, double[] v) = NeighbourMap.Place(chosen, seed, cancellationToken);
        return [.. rows.Select((row, i) => new MapPoint(
            split.Clips[row].Name, split.Clips[row].Label, asked.Contains(row), Math.Round(u[i], 3), Math.Round(v[i], 3)))];
    }
}
