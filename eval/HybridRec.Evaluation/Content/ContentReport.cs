using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Content;

/// <summary>What <c>eval content</c> found: the content of its <c>metrics.json</c>, from which its reports are made.</summary>
public sealed record ContentReport
{
    /// <summary>Version of this schema; raised when a field changes meaning or goes.</summary>
    public int Schema { get; init; } = 2;

    /// <summary>Always "content".</summary>
    public string Kind { get; init; } = "content";

    /// <summary>How the run was made; null until the command adds it.</summary>
    public RunFacts? Run { get; init; }

    /// <summary>The clips.</summary>
    public required ClipFacts Data { get; init; }

    /// <summary>How the network came to be, in words.</summary>
    public required string Network { get; init; }

    /// <summary>Seeds, each of which trained a network of its own.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>One entry a kind of features; the network's comes first.</summary>
    public required IReadOnlyList<FeatureReport> Features { get; init; }

    /// <summary>Scores of the first entry's classifier by label, over all seeds.</summary>
    public required IReadOnlyList<LabelScores> Labels { get; init; }

    /// <summary>Mean number of clips over the seeds, [their label][label predicted], both in the order of <see cref="Labels"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Confusion { get; init; }

    /// <summary>What the axes of the first seed's embedding go with.</summary>
    public required AxisCorrelations Axes { get; init; }

    /// <summary>Clips in the plane by the first seed's embedding.</summary>
    public required IReadOnlyList<MapPoint> Map { get; init; }
}

/// <summary>The clips of a report.</summary>
/// <param name="Source">Where they came from, and how they were split, in words.</param>
/// <param name="Hash">SHA-256 of the input.</param>
/// <param name="Clips">Clips read.</param>
/// <param name="Labels">Number of labels.</param>
/// <param name="Asked">Clips asked about, each once.</param>
/// <param name="ArtistsKnown">Whether any clip's artist is known, without which no filter by artist can work.</param>
/// <param name="Folds">Number of times that a network was trained per seed.</param>
/// <param name="Notes">What was left out or could not be done, in words with counts.</param>
public sealed record ClipFacts(
    string Source, string Hash, int Clips, int Labels, int Asked, bool ArtistsKnown, int Folds, IReadOnlyList<string> Notes);

/// <summary>What a kind of features was worth.</summary>
/// <param name="Name">Name in files.</param>
/// <param name="Title">Name in reports.</param>
/// <param name="Accuracy">Share of clips classified rightly, mean over seeds; interval over clips.</param>
/// <param name="SeedAccuracies">The same by seed; one entry for features that no chance made.</param>
/// <param name="AccuracyLead">
/// Accuracy of the first entry less this one's, clip by clip; the interval holds for all entries at once (Bonferroni).
/// Null for the first entry.
/// </param>
/// <param name="Precision">Same-label precision@10 with an artist filter; null where no clip has one to find.</param>
/// <param name="SeedPrecisions">The same by seed.</param>
/// <param name="PrecisionLead">As <paramref name="AccuracyLead"/>.</param>
/// <param name="AnyArtistPrecision">Same-label precision@10 without the filter; null where not measured.</param>
/// <param name="Penalties">λ of the classifiers, by fold within seed.</param>
public sealed record FeatureReport(
    string Name,
    string Title,
    Interval Accuracy,
    IReadOnlyList<double> SeedAccuracies,
    Interval? AccuracyLead,
    Interval? Precision,
    IReadOnlyList<double> SeedPrecisions,
    Interval? PrecisionLead,
    Interval? AnyArtistPrecision,
    IReadOnlyList<double> Penalties);

/// <summary>Scores of one label: tp ÷ (tp + fp), tp ÷ (tp + fn) and their harmonic mean, 0 where nothing is divided.</summary>
/// <param name="Label">The label.</param>
/// <param name="Trained">Clips of the label learned from, mean over folds.</param>
/// <param name="Asked">Clips of the label asked about.</param>
/// <param name="Precision">Of the clips given this label, the share that has it.</param>
/// <param name="Recall">Of the clips that have it, the share given it.</param>
/// <param name="F1">2 · precision · recall ÷ (precision + recall).</param>
public sealed record LabelScores(
    string Label, double Trained, int Asked, double Precision, double Recall, double F1);

/// <summary>A clip in the plane.</summary>
/// <param name="Clip">Its name.</param>
/// <param name="Label">Its label.</param>
/// <param name="Asked">Whether it was held out of the network's training.</param>
/// <param name="X">Unitless.</param>
/// <param name="Y">Unitless.</param>
public sealed record MapPoint(string Clip, string Label, bool Asked, double X, double Y);
