namespace HybridRec.Evaluation.Gate;

/// <summary>What the gate needs to know of a recipe trained on data before a cut-off: what its lists are worth after it.</summary>
/// <param name="Ndcg">NDCG@20 of each evaluated listener, 0 to 1; recipes are compared on the same listeners in the same order.</param>
/// <param name="Coverage">Share of the catalogue in any of the lists, 0 to 1.</param>
/// <param name="Popularity">Mean popularity π of the lists, 0 to 100; NaN where all are empty.</param>
public sealed record RecipeMeasures(IReadOnlyList<double> Ndcg, double Coverage, double Popularity)
{
    /// <summary>The length of the lists.</summary>
    public const int ListLength = 20;

    /// <summary>Mean NDCG@20.</summary>
    public double MeanNdcg => Ndcg.Average();
}
