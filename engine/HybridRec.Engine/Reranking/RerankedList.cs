namespace HybridRec.Engine.Reranking;

/// <summary>What the re-ranker made of the candidates.</summary>
/// <param name="Picks">Indexes into the candidate set, by position; fewer than asked for where the rules allow no more.</param>
/// <param name="Asked">P_u(d), the mean π asked for.</param>
/// <param name="Achieved">Mean π of the list.</param>
/// <param name="Feasible">The lowest mean π that the candidates and rules allow for a list of this length.</param>
public sealed record RerankedList(IReadOnlyList<int> Picks, double Asked, double Achieved, double Feasible);
