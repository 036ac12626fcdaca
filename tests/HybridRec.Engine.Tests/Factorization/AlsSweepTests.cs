using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Tests.Numerics;
using static HybridRec.Engine.Tests.Factorization.NaiveAls;

namespace HybridRec.Engine.Tests.Factorization;

public sealed class AlsSweepTests
{
    [Theory]
    [InlineData(5, 0f)]
    [InlineData(16, 0.5f)]
    [InlineData(19, 1f)]
    public void ExactSweep_RandomPlays_EqualsANaiveDenseSolve(int rank, float exponent)
    {
        InteractionMatrix plays = RandomPlays(seed: rank, users: 40, items: 90)
            .WithAgainst(RandomPlays(seed: rank + 1, users: 40, items: 90));
        ImplicitAlsOptions options = new() { Rank = rank, FrequencyExponent = exponent, Regularization = 0.3f };
        FactorMatrix y = new(Dense.Random(new Random(1), 90 * rank), 90, rank);
        FactorMatrix x = new(40, rank);

        new ExactSweep(options, 90).Solve(
            options.Confidences(plays), y, x, 90, "user", 1, TestContext.Current.CancellationToken);

        for (int user = 0; user < 40; user++)
        {
            double[] expected = NaiveRow(plays, user, y, options, opposite: 90);
            for (int d = 0; d < rank; d++)
            {
                Assert.Equal(expected[d], x.Row(user)[d], 2e-3 * (Math.Abs(expected[d]) + 0.1));
            }
        }
    }

    [Fact]
    public void Fit_EveryHalfSweep_LowersTheExactLoss()
    {
        InteractionMatrix plays = RandomPlays(seed: 2, users: 50, items: 60);
        ImplicitAlsOptions options = new() { Rank = 8 };
        ExactSweep als = new(options, 60);
        int users = ActiveRows(plays);
        int items = ActiveRows(plays.Transpose());
        InteractionMatrix byUser = options.Confidences(plays);
        InteractionMatrix byItem = options.Confidences(plays.Transpose());
        FactorMatrix x = new(50, 8);
        FactorMatrix y = new(Dense.Random(new Random(5), 60 * 8), 60, 8);
        double before = double.PositiveInfinity;
        for (int iteration = 1; iteration <= 6; iteration++)
        {
            als.Solve(byUser, y, x, items, "user", iteration, TestContext.Current.CancellationToken);
            double middle = ExactLoss(plays, x, y, options, users, items);
            als.Solve(byItem, x, y, users, "item", iteration, TestContext.Current.CancellationToken);
            double after = ExactLoss(plays, x, y, options, users, items);

            Assert.True(middle <= before * (1 + 1e-6), $"user half-sweep {iteration}: {before} → {middle}");
            Assert.True(after <= middle * (1 + 1e-6), $"item half-sweep {iteration}: {middle} → {after}");
            before = after;
        }
    }

    [Theory]
    [InlineData(21, 8)]
    [InlineData(40, 32)]
    public void BlockSweep_EveryHalfSweep_LowersTheExactLossAndEndsAtTheExactSolution(int rank, int blockSize)
    {
        InteractionMatrix plays = RandomPlays(seed: 2, users: 50, items: 60)
            .WithAgainst(RandomPlays(seed: 3, users: 50, items: 60).Reweighted((_, _, plays) => plays / 50));
        ImplicitAlsOptions options = new() { Rank = rank, BlockSize = blockSize };
        BlockSweep blocks = new(options, 60, plays.Count, plays.Against!.Count);
        int users = ActiveRows(plays);
        int items = ActiveRows(plays.Transpose());
        InteractionMatrix byUser = options.Confidences(plays);
        FactorMatrix x = new(50, rank);
        FactorMatrix y = new(Dense.Random(new Random(5), 60 * rank), 60, rank);
        double before = double.PositiveInfinity;
        for (int pass = 1; pass <= 300; pass++)
        {
            blocks.Improve(byUser, y, x, items, "user", pass, TestContext.Current.CancellationToken);
            double after = ExactLoss(plays, x, y, options, users, items);
            Assert.True(after <= before * (1 + 1e-6), $"pass {pass}: {before} → {after}");
            before = after;
        }

        FactorMatrix exact = new(50, rank);
        new ExactSweep(options, 60).Solve(byUser, y, exact, items, "user", 1, TestContext.Current.CancellationToken);

        Assert.All(x.Values.Zip(exact.Values), pair => Assert.Equal(pair.Second, pair.First, 1e-3));
        Assert.Contains(exact.Values, value => Math.Abs(value) > 0.1f);
    }

    [Theory]
    [InlineData(24, 8)]
    [InlineData(40, 32)]
    public void Fit_ByBlocks_ReachesTheLossOfTheExactSolver(int rank, int blockSize)
    {
        InteractionMatrix plays = RandomPlays(seed: 9, users: 150, items: 120);
        ImplicitAlsOptions exact = new() { Rank = rank, Solver = AlsSolver.Exact };
        ImplicitAlsOptions blocks = new() { Rank = rank, Solver = AlsSolver.BlockCoordinate, BlockSize = blockSize };
        int users = ActiveRows(plays);
        int items = ActiveRows(plays.Transpose());

        FactorModel byRow = Fit(plays, exact);
        FactorModel byBlock = Fit(plays, blocks);

        double best = ExactLoss(plays, byRow.UserFactors, byRow.ItemFactors, exact, users, items);
        double reached = ExactLoss(plays, byBlock.UserFactors, byBlock.ItemFactors, exact, users, items);
        Assert.InRange(reached, 0.9 * best, 1.05 * best);
    }

    [Fact]
    public void Fit_ByBlocks_AnyThreadCount_GivesTheSameBits()
    {
        InteractionMatrix plays = RandomPlays(seed: 3, users: 300, items: 200);
        FactorModel one = Fit(plays, ByBlocks(1));
        FactorModel three = Fit(plays, ByBlocks(3));

        Assert.Equal(one.UserFactors.Values, three.UserFactors.Values);
        Assert.Equal(one.ItemFactors.Values, three.ItemFactors.Values);

        static ImplicitAlsOptions ByBlocks(int threads) =>
            new() { Rank = 20, Iterations = 2, Solver = AlsSolver.BlockCoordinate, BlockSize = 16, Threads = threads };
    }
}
