using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Content;

/// <summary>What <c>eval audit</c> found: the content of its <c>metrics.json</c>, from which its reports are made.</summary>
public sealed record AuditReport
{
    /// <summary>Version of this schema; raised when a field changes meaning or goes.</summary>
    public int Schema { get; init; } = 2;

    /// <summary>Always "audit".</summary>
    public string Kind { get; init; } = "audit";

    /// <summary>How the run was made; null until the command adds it.</summary>
    public RunFacts? Run { get; init; }

    /// <summary>The clips.</summary>
    public required ClipFacts Data { get; init; }

    /// <summary>How the network came to be, in words.</summary>
    public required string Network { get; init; }

    /// <summary>Seeds, each of which trained a network of its own.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>The network first, random weights second.</summary>
    public required IReadOnlyList<AuditedNetwork> Networks { get; init; }

    /// <summary>
    /// Mean drop of accuracy over all changes, the network's less that of random weights, clip by clip: below 0 where the
    /// network loses less. Null where no clip could be heard.
    /// </summary>
    public Interval? ExtraDrop { get; init; }
}

/// <summary>One kind of network, untouched and under each change.</summary>
/// <param name="Name">Name in files.</param>
/// <param name="Title">Name in reports.</param>
/// <param name="Untouched">Scores of the clips as they are.</param>
/// <param name="Changes">Scores after each change.</param>
public sealed record AuditedNetwork(
    string Name, string Title, AuditScores Untouched, IReadOnlyList<AuditedChange> Changes);

/// <summary>Means over clips and seeds, intervals over clips; null where no clip could be heard.</summary>
/// <param name="Accuracy">Share classified rightly by a classifier of untouched training clips.</param>
/// <param name="Precision">Same-label precision@10 among untouched training clips by other artists; null also where none has the label.</param>
/// <param name="Identity">Share whose nearest neighbour among all untouched clips is the clip they were made from.</param>
public sealed record AuditScores(Interval? Accuracy, Interval? Precision, Interval? Identity);

/// <summary>What one change did.</summary>
/// <param name="Name">Name in files.</param>
/// <param name="Title">Name in reports.</param>
/// <param name="Scores">Scores of the changed clips.</param>
/// <param name="AccuracyDrop">Untouched less changed, clip by clip; the interval holds for all changes at once (Bonferroni).</param>
/// <param name="PrecisionDrop">The same for precision; null where not measurable.</param>
/// <param name="IdentityDrop">The same for identity.</param>
/// <param name="Failed">Clips that could not be changed or were silent afterwards: not averaged, not in the drops.</param>
public sealed record AuditedChange(
    string Name,
    string Title,
    AuditScores Scores,
    Interval? AccuracyDrop,
    Interval? PrecisionDrop,
    Interval? IdentityDrop,
    int Failed);
