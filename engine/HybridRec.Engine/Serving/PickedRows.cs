using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Serving;

/// <summary>Rows picked for a list.</summary>
/// <param name="Rows">By position.</param>
/// <param name="Reranked">What the re-ranker says of them; null for an onboarding list.</param>
/// <param name="Full">Whether nothing but the wanted length kept it from being longer.</param>
internal sealed record PickedRows(IReadOnlyList<int> Rows, RerankedList? Reranked, bool Full);
