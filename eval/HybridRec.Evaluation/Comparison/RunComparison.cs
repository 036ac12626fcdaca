namespace HybridRec.Evaluation.Comparison;

/// <summary>What changed from run A to run B in one metric.</summary>
/// <param name="A">The run compared with.</param>
/// <param name="B">The run that is judged.</param>
/// <param name="Metric">Name of the metric.</param>
/// <param name="K">List length.</param>
/// <param name="Models">One entry a compared model, in A's order.</param>
/// <param name="Notes">What else the reader should know: models and users of one run only, differences gone over by force.</param>
public sealed record RunComparison(
    ComparedRun A, ComparedRun B, string Metric, int K, IReadOnlyList<ModelComparison> Models, IReadOnlyList<string> Notes)
{
    /// <summary>Models that are significantly worse in B.</summary>
    public IReadOnlyList<ModelComparison> Worse => [.. Models.Where(model => model.Verdict == Verdict.Worse)];
}

/// <summary>One of the two runs.</summary>
/// <param name="Folder">Its output folder.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Seed">Seed of its chance.</param>
/// <param name="Command">Its command line.</param>
/// <param name="Source">Its data and split, in words.</param>
/// <param name="Hash">SHA-256 of its input.</param>
public sealed record ComparedRun(
    string Folder, string Version, DateTimeOffset StartedAt, int Seed, string Command, string Source, string Hash);

/// <summary>One model of A against one of B, user by user.</summary>
/// <param name="ModelA">Name in A.</param>
/// <param name="ModelB">Name in B.</param>
/// <param name="Users">Users with a value in both: all figures are over them.</param>
/// <param name="MeanA">Mean in A.</param>
/// <param name="MeanB">Mean in B.</param>
/// <param name="Difference">Mean of B − A.</param>
/// <param name="Low">Lower end of its 95 % interval (paired bootstrap).</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Two-sided p of the paired permutation test.</param>
/// <param name="PHolm">p after Holm's correction over the compared models.</param>
/// <param name="Verdict">What may be said.</param>
public sealed record ModelComparison(
    string ModelA,
    string ModelB,
    int Users,
    double MeanA,
    double MeanB,
    double Difference,
    double Low,
    double High,
    double P,
    double PHolm,
    Verdict Verdict)
{
    /// <summary>"als"; "als → ease" where the names differ.</summary>
    public string Title => ModelA == ModelB ? ModelA : $"{ModelA} → {ModelB}";
}

/// <summary>What a paired test allows to be said of B.</summary>
public enum Verdict
{
    /// <summary>The difference may be chance.</summary>
    Undecided,

    /// <summary>Significantly better.</summary>
    Better,

    /// <summary>Significantly worse.</summary>
    Worse,

    /// <summary>Significantly different, in a metric of which neither way is better.</summary>
    Different,
}
