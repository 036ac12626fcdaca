using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Tests.Factorization;

public sealed class ImplicitAlsOptionsTests
{
    [Fact]
    public void Confidence_HandWorked_FollowsTheScaling()
    {
        ImplicitAlsOptions linear = new() { Scaling = ConfidenceScaling.Linear, Alpha = 40f };
        ImplicitAlsOptions logarithmic = new() { Scaling = ConfidenceScaling.Logarithmic, Alpha = 2f, Epsilon = 0.5f };

        Assert.Equal(121f, linear.Confidence(3f));
        Assert.Equal(1f + (2f * MathF.Log(3f)), logarithmic.Confidence(1f), 1e-6f);
    }

    [Fact]
    public void RidgeOf_HandWorked_FollowsTheExponent()
    {
        ImplicitAlsOptions proportional = new() { Regularization = 0.1f, UnobservedWeight = 0.5f, FrequencyExponent = 1f };
        ImplicitAlsOptions constant = new() { Regularization = 0.1f, UnobservedWeight = 0.5f, FrequencyExponent = 0f };
        ImplicitAlsOptions root = new() { Regularization = 0.1f, UnobservedWeight = 0.5f, FrequencyExponent = 0.5f };

        Assert.Equal(0.9f, proportional.RidgeOf(4, 10), 1e-6f);
        Assert.Equal(0.1f, constant.RidgeOf(4, 10), 1e-6f);
        Assert.Equal(0.3f, root.RidgeOf(4, 10), 1e-6f);
    }

    [Theory]
    [InlineData(1, 1, 1, 8)]
    [InlineData(300, 200, 20, 16)]
    [InlineData(500, 300, 20, 24)]
    [InlineData(300, 500, 20, 24)]
    [InlineData(2_000, 2_000, 20, 128)]
    [InlineData(2_000, 2_000, 12, 168)]
    [InlineData(2_000, 1_000, 20, 64)]
    [InlineData(2_000, 1_000, 200, 64)]
    public void ForData_EnoughPlays_SetsTheRankBySizeAndDensityAndKeepsTheRest(int users, int items, int perUser, int rank)
    {
        ImplicitAlsOptions options = ImplicitAlsOptions.ForData(EvenPlays(users, items, perUser), seed: 5);

        Assert.Equal(rank, options.Rank);
        Assert.Equal(new ImplicitAlsOptions().Regularization, options.Regularization);
        Assert.Equal(5, options.Seed);
    }

    [Fact]
    public void ForData_SparsePlaysOnAGreatCatalogue_LowersTheRidgeToAFifthOfThePlays()
    {
        // 4 plays a user and 1 an item; with ν = ½: λ² · √(4 + 0.07·8,000) · √(1 + 0.07·2,000) = 4 · 1 ÷ 5.
        ImplicitAlsOptions options = ImplicitAlsOptions.ForData(EvenPlays(2_000, 8_000, 4));

        Assert.Equal(Math.Sqrt(0.8 / Math.Sqrt(564.0 * 141.0)), options.Regularization, 1e-4);
    }

    [Fact]
    public void ForData_ManyUsersAndItems_KeepsTheWorkOfAnIterationInBounds()
    {
        InteractionMatrix plays = EvenPlays(60_000, 60_000, 10);
        ImplicitAlsOptions options = ImplicitAlsOptions.ForData(plays);
        ImplicitAlsOptions next = new() { Rank = options.Rank + 8 };

        Assert.InRange(options.WorkOn(plays), 3.5e12, 4e12);
        Assert.True(next.WorkOn(plays) > 4e12);
    }

    [Fact]
    public void WorkOn_HandWorked_CountsPairsAndRows()
    {
        // 2 · 6 pairs · 3 · 4 + (3 + 4 rows) · (9 + 18)
        Assert.Equal(333, new ImplicitAlsOptions { Rank = 3 }.WorkOn(EvenPlays(3, 4, 2)), 1e-9);
    }

    [Fact]
    public void ForData_NoPlays_GivesValidOptions() =>
        ImplicitAlsOptions.ForData(InteractionMatrix.Build(3, 3, [])).ThrowIfInvalid();

    private static InteractionMatrix EvenPlays(int users, int items, int perUser) => InteractionMatrix.Build(
        users,
        items,
        Enumerable.Range(0, users * perUser).Select(play => (play / perUser, play % items, 1f)));

    public static TheoryData<ImplicitAlsOptions, string> Bad => new()
    {
        { new() { Rank = 0 }, "Rank" },
        { new() { Rank = 1_025 }, "Rank" },
        { new() { Alpha = -1f }, "Alpha" },
        { new() { Alpha = float.NaN }, "Alpha" },
        { new() { Epsilon = 0f }, "Epsilon" },
        { new() { UnobservedWeight = 0f }, "UnobservedWeight" },
        { new() { Regularization = -1f }, "Regularization" },
        { new() { Regularization = float.PositiveInfinity }, "Regularization" },
        { new() { FrequencyExponent = -0.5f }, "FrequencyExponent" },
        { new() { Iterations = 0 }, "Iterations" },
        { new() { Threads = -1 }, "Threads" },
        { new() { Patience = 0 }, "Patience" },
        { new() { BlockSize = 0 }, "BlockSize" },
        { new() { Solver = (AlsSolver)9 }, "Solver" },
        { new() { Scaling = (ConfidenceScaling)9 }, "Scaling" },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void ThrowIfInvalid_OutOfRange_NamesTheOption(ImplicitAlsOptions options, string name) =>
        Assert.Contains(name, Assert.Throws<ArgumentException>(options.ThrowIfInvalid).Message);

    [Theory]
    [InlineData(AlsSolver.Automatic, 128, 64, false)]
    [InlineData(AlsSolver.Automatic, 136, 64, true)]
    [InlineData(AlsSolver.Exact, 512, 64, false)]
    [InlineData(AlsSolver.BlockCoordinate, 32, 16, true)]
    [InlineData(AlsSolver.BlockCoordinate, 32, 32, false)]
    public void SolvesByBlocks_FollowsTheSolverTheRankAndTheBlock(AlsSolver solver, int rank, int block, bool expected) =>
        Assert.Equal(expected, new ImplicitAlsOptions { Solver = solver, Rank = rank, BlockSize = block }.SolvesByBlocks);

    [Fact]
    public void ThrowIfInvalid_Defaults_Pass() => new ImplicitAlsOptions().ThrowIfInvalid();
}
