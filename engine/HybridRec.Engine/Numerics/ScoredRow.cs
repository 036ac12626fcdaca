namespace HybridRec.Engine.Numerics;

/// <summary>A row with its score, as searches find and rankings order them.</summary>
/// <param name="Row">The row, of an item or a user.</param>
/// <param name="Score">Unitless, higher first; equal scores are ordered by row, lower first.</param>
public readonly record struct ScoredRow(int Row, float Score);
