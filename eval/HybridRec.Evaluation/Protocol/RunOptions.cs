using HybridRec.Evaluation.Lineup;

namespace HybridRec.Evaluation.Protocol;

/// <summary>What an evaluation run measures.</summary>
public sealed record RunOptions
{
    /// <summary>The models, in the order of the report.</summary>
    public IReadOnlyList<ModelName> Models { get; init; } = ModelName.Standard;

    /// <summary>List lengths, ascending.</summary>
    public IReadOnlyList<int> Ks { get; init; } = [10, 20, 100];

    /// <summary>Whether all items are candidates, not only those unheard.</summary>
    public bool AllCandidates { get; init; }

    /// <summary>Options of the models.</summary>
    public ModelSettings Settings { get; init; } = ModelSettings.Default;

    /// <summary>Seed of all chance.</summary>
    public int Seed { get; init; }

    /// <summary>The model every other is compared with; null for als, or the first where that is not asked for.</summary>
    public ModelName? Reference { get; init; }

    /// <summary>The command line, for the record.</summary>
    public string Command { get; init; } = "";

    /// <summary>The length that summaries speak of: 20 where it is measured, else the first.</summary>
    public int MainK => Ks.Contains(20) ? 20 : Ks[0];
}
