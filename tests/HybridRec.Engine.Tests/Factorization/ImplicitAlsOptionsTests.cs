using HybridRec.Engine.Factorization;

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
    [InlineData(0, 0, 8)]
    [InlineData(300, 200, 16)]
    [InlineData(500, 300, 24)]
    [InlineData(1_885, 17_388, 64)]
    public void RankFor_Size_GrowsWithTheShorterSide(int users, int items, int rank)
    {
        Assert.Equal(rank, ImplicitAlsOptions.RankFor(users, items));
        Assert.Equal(rank, ImplicitAlsOptions.RankFor(items, users));
    }

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
        { new() { Scaling = (ConfidenceScaling)9 }, "Scaling" },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void ThrowIfInvalid_OutOfRange_NamesTheOption(ImplicitAlsOptions options, string name) =>
        Assert.Contains(name, Assert.Throws<ArgumentException>(options.ThrowIfInvalid).Message);

    [Fact]
    public void ThrowIfInvalid_Defaults_Pass() => new ImplicitAlsOptions().ThrowIfInvalid();
}
