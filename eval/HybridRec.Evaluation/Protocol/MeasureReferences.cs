using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Protocol;

/// <summary>What lists are measured against. What is missing leaves its metric out.</summary>
public sealed record MeasureReferences
{
    /// <summary>The popularity model's lists of the evaluated users; baseline overlap needs these and <see cref="ItemKnn"/>.</summary>
    public RankedLists? Popularity { get; init; }

    /// <summary>The item-knn model's lists of the evaluated users.</summary>
    public RankedLists? ItemKnn { get; init; }

    /// <summary>Item vectors from listening, shape (items, rank), for <c>diversity.listening</c>; a zero row has no place.</summary>
    public FactorMatrix? Listening { get; init; }

    /// <summary>Item vectors from audio, shape (items, d), for <c>diversity.audio</c>; a zero row has no place.</summary>
    public FactorMatrix? Audio { get; init; }

    /// <summary>Whether all items are candidates (<c>--candidates all</c>), so that lists may hold what the user has heard.</summary>
    public bool AllCandidates { get; init; }
}
