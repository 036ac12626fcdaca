namespace HybridRec.Engine.Factorization;

/// <summary>What a listener showed about one item: the loss gets c (p − xᵀy)².</summary>
/// <param name="Row">The item's row.</param>
/// <param name="Confidence">c &gt; 0, e.g. <see cref="ImplicitAlsOptions.Confidence"/> of a play count.</param>
/// <param name="Preference">p: 1 for a play, 0 for a dislike or a skip.</param>
public readonly record struct Evidence(int Row, float Confidence, float Preference);
