namespace HybridRec.Evaluation.Data;

/// <summary>Which files an evaluation reads, and how they become parts.</summary>
public sealed record DataRequest
{
    /// <summary>File to train on; with <see cref="Test"/>.</summary>
    public string? Train { get; init; }

    /// <summary>File to tune on; null for none.</summary>
    public string? Validation { get; init; }

    /// <summary>File held out.</summary>
    public string? Test { get; init; }

    /// <summary>One file to be split, in place of the others.</summary>
    public string? Interactions { get; init; }

    /// <summary>How to split: a rule of <c>SplitRule</c>. Null for <c>temporal:0.8</c> with timestamps, else <c>random:0.2</c>.</summary>
    public string? Split { get; init; }

    /// <summary>Table <c>item_id [artist] [tags]</c>, tags apart by <c>|</c>; null for none.</summary>
    public string? Items { get; init; }

    /// <summary><c>.npy</c> of audio vectors whose row is the item id; null for none.</summary>
    public string? Vectors { get; init; }

    /// <summary>Whether all items are candidates, so that items heard in training count when they are played again.</summary>
    public bool AllCandidates { get; init; }

    /// <summary>Whether a validation part is wanted; where none is given, one is split off the training part.</summary>
    public bool NeedsValidation { get; init; }

    /// <summary>Seed of random splits.</summary>
    public int Seed { get; init; }
}
