using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Training;

namespace HybridRec.Evaluation.Protocol;

/// <summary>What is trained on, what is held out, and what is known of the items. Immutable.</summary>
/// <remarks>All matrices share the rows of both vocabularies, which are in id order, so that ties break by item id.</remarks>
public sealed record EvaluationData
{
    /// <summary>User ids by row.</summary>
    public required Vocabulary<string> Users { get; init; }

    /// <summary>Item ids by row.</summary>
    public required Vocabulary<string> Items { get; init; }

    /// <summary>Play counts to train on: everything before the test part.</summary>
    public required InteractionMatrix Train { get; init; }

    /// <summary>When the pairs of <see cref="Train"/> were played last; null where no time is known.</summary>
    public PlayTimes? Times { get; init; }

    /// <summary>The parts that options are tuned on, made of <see cref="Train"/> alone; null where there are none.</summary>
    public TuningParts? Tuning { get; init; }

    /// <summary>Held-out play counts.</summary>
    public required InteractionMatrix Test { get; init; }

    /// <summary>Artist by item row; null where unknown.</summary>
    public IReadOnlyList<string>? Artists { get; init; }

    /// <summary>Tags by item row, none for an untagged item; null where unknown.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Tags { get; init; }

    /// <summary>Audio vectors, shape (items, d), as given; a zero row for an item without one. Null where there are none.</summary>
    public FactorMatrix? ItemVectors { get; init; }

    /// <summary>Whether excerpts of an item can be loaded, by item row; null where there are none.</summary>
    public IReadOnlyList<bool>? HasExcerpts { get; init; }

    /// <summary>Loads the excerpts of an item, from which a network is trained where there are no vectors.</summary>
    public ExcerptLoader? LoadExcerpts { get; init; }

    /// <summary>What was left out or put right while reading, in words with counts.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where the data came from and how they were split, in words.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 over the input files' bytes, hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The data to tune on: the validation part is held out, and nothing of the test part is there.</summary>
    /// <exception cref="EvaluationException">There is no validation part.</exception>
    public EvaluationData ForTuning() => Tuning is { } parts
        ? this with { Train = parts.Train, Times = parts.Times, Test = parts.Validation, Tuning = null }
        : throw new EvaluationException("Tuning needs a validation part with plays that are not in training.");
}

/// <summary>What options are tuned on.</summary>
/// <param name="Train">Play counts to train on while tuning.</param>
/// <param name="Validation">Play counts held out while tuning; where only unheard items are candidates, disjoint from it.</param>
/// <param name="Times">When the pairs of <paramref name="Train"/> were played last; null where no time is known.</param>
public sealed record TuningParts(InteractionMatrix Train, InteractionMatrix Validation, PlayTimes? Times = null);
