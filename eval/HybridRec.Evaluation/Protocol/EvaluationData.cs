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

    /// <summary>Play counts to train on.</summary>
    public required InteractionMatrix Train { get; init; }

    /// <summary>Play counts to tune on; null without a validation part. Disjoint from <see cref="Train"/>.</summary>
    public InteractionMatrix? Validation { get; init; }

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
    public EvaluationData ForTuning() => this with
    {
        Test = Validation ?? throw new EvaluationException("Tuning needs a validation part."),
        Validation = null,
    };

    /// <summary>The data of the final figures: training and validation part in one, both excluded from the ranking.</summary>
    public EvaluationData Refitted() => Validation is null ? this : this with
    {
        Train = InteractionMatrix.Build(Train.RowCount, Train.ColumnCount, Train.Pairs().Concat(Validation.Pairs())),
        Validation = null,
    };
}
