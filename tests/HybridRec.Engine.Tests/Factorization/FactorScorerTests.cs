using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Tests.Neighbours;

namespace HybridRec.Engine.Tests.Factorization;

public sealed class FactorScorerTests : CoPlayScorerContract
{
    // Rounding of sums in another order grows over the iterations.
    protected override float ReorderingTolerance => 1e-2f;

    [Fact]
    public void Score_HandWorkedFactors_GivesInnerProducts()
    {
        FactorScorer scorer = new(new FactorMatrix([1f, 2f, 3f, 4f], 2, 2), new FactorMatrix([1f, 0f, 0f, 1f, 10f, 1f], 3, 2));
        float[] scores = new float[6];

        scorer.Score([1, 0], scores);

        Assert.Equal([3f, 4f, 34f, 1f, 2f, 12f], scores);
    }

    [Fact]
    public void FactorScorer_RanksThatDiffer_ThrowNamingBoth()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new FactorScorer(new FactorMatrix(4, 2), new FactorMatrix(5, 3)));

        Assert.Contains("(4, 2)", error.Message);
        Assert.Contains("(5, 3)", error.Message);
    }

    private protected override IItemScorer Fit(InteractionMatrix plays, int threads)
    {
        FactorModel model = new ImplicitAls(new ImplicitAlsOptions { Rank = 4, Regularization = 0.01f, Threads = threads })
            .Fit(plays, default, null, CancellationToken.None);
        return new FactorScorer(model.UserFactors, model.ItemFactors);
    }
}
