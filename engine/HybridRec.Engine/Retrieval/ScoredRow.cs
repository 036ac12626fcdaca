namespace HybridRec.Engine.Retrieval;

/// <summary>A row found by a search, with its score.</summary>
/// <param name="Row">The item's row.</param>
/// <param name="Score">Inner product with the query; unitless, higher first.</param>
public readonly record struct ScoredRow(int Row, float Score);
