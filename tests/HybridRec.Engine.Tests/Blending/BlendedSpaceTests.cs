using HybridRec.Engine.Blending;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Tests.Numerics;

namespace HybridRec.Engine.Tests.Blending;

public sealed class BlendedSpaceTests
{
    private const int Users = 60;
    private const int Items = 50;
    private const int Rank = 7;

    private static readonly ModelVersion Version = new("test");
    private static readonly ImplicitAlsOptions Als = new() { Rank = Rank, Iterations = 4 };
    private static readonly BlendOptions Blend = new() { Tau = 0.5f, Kappa = 4f };

    // Items 0 to 39 have plays, 40 to 49 have none; of both kinds the even ones have audio.
    private readonly InteractionMatrix _plays = Plays();
    private readonly FactorModel _factors;
    private readonly AudioPriors _priors;

    public BlendedSpaceTests()
    {
        _factors = new ImplicitAls(Als).Fit(_plays, Version, null, TestContext.Current.CancellationToken);
        Random random = new(9);
        FactorMatrix means = new(Items, Rank, Version);
        bool[] hasPrior = [.. Enumerable.Range(0, Items).Select(item => item % 2 == 0)];
        for (int item = 0; item < Items; item += 2)
        {
            Dense.Random(random, Rank).CopyTo(means.Row(item));
        }

        _priors = new AudioPriors(means, [.. Enumerable.Range(1, Rank).Select(d => (float)d)], hasPrior);
    }

    [Fact]
    public void Build_NeverPlayedWithAudio_IsExactlyTheAudioPrior()
    {
        BlendedSpace space = Build(_priors);

        for (int item = 40; item < Items; item += 2)
        {
            Assert.Equal(_priors.Means.Row(item).ToArray(), space.ItemVectors.Row(item).ToArray());
            Assert.Equal(0f, space.ItemWeights[item]);
        }
    }

    [Fact]
    public void Build_WithoutAudio_IsExactlyThePlainAlsRow()
    {
        FactorMatrix plain = new(Items, Rank);
        new ExactSweep(Als, Math.Max(Users, Items)).Solve(
            Als.Confidences(_plays.Transpose()),
            _factors.UserFactors,
            plain,
            Users,
            "item",
            1,
            TestContext.Current.CancellationToken);

        BlendedSpace space = Build(_priors);

        for (int item = 1; item < 40; item += 2)
        {
            Assert.Equal(plain.Row(item).ToArray(), space.ItemVectors.Row(item).ToArray());
            Assert.Equal(1f, space.ItemWeights[item]);
        }
    }

    [Fact]
    public void Build_NeitherPlaysNorAudio_IsZero()
    {
        BlendedSpace space = Build(_priors);

        for (int item = 41; item < Items; item += 2)
        {
            Assert.All(space.ItemVectors.Row(item).ToArray(), value => Assert.Equal(0f, value));
        }
    }

    [Fact]
    public void Build_PlayedWithAudio_EqualsANaiveDenseSolve()
    {
        BlendedSpace space = Build(_priors);
        InteractionMatrix items = _plays.Transpose();
        for (int item = 0; item < 40; item += 2)
        {
            int listeners = items.Columns(item).Length;
            double w = listeners / (listeners + 4.0);
            double[] a = new double[Rank * Rank];
            double[] b = new double[Rank];
            for (int user = 0; user < Users; user++)
            {
                ReadOnlySpan<float> x = _factors.UserFactors.Row(user);
                int at = items.Columns(item).IndexOf(user);
                double c = at < 0 ? 0 : Als.Confidence(items.Values(item)[at]);
                for (int i = 0; i < Rank; i++)
                {
                    b[i] += c * x[i];
                    for (int j = 0; j < Rank; j++)
                    {
                        a[(i * Rank) + j] += (c + (w * Als.UnobservedWeight)) * x[i] * x[j];
                    }
                }
            }

            for (int d = 0; d < Rank; d++)
            {
                a[(d * Rank) + d] += 0.5 * (d + 1);
                b[d] += 0.5 * (d + 1) * _priors.Means.Row(item)[d];
            }

            double[] expected = Dense.Solve(a, b);
            Assert.Equal((float)w, space.ItemWeights[item], 1e-6f);
            for (int d = 0; d < Rank; d++)
            {
                Assert.Equal(expected[d], space.ItemVectors.Row(item)[d], 1e-3 * (Math.Abs(expected[d]) + 0.1));
            }
        }
    }

    [Fact]
    public void Build_StrongerPrior_MovesTheVectorTowardsSound()
    {
        double weak = DistanceToPrior(new BlendOptions { Tau = 0.01f, Kappa = 4f });
        double middle = DistanceToPrior(new BlendOptions { Tau = 1f, Kappa = 4f });
        double strong = DistanceToPrior(new BlendOptions { Tau = 1_000f, Kappa = 4f });

        Assert.True(weak > middle && middle > strong, $"{weak}, {middle}, {strong}");
        Assert.InRange(strong, 0, 0.05);

        double DistanceToPrior(BlendOptions options) => Math.Sqrt(Build(_priors, options).ItemVectors.Row(2).ToArray()
            .Zip(_priors.Means.Row(2).ToArray(), (left, right) => Math.Pow(left - right, 2)).Sum());
    }

    [Fact]
    public void Build_Users_AreFoldedInOnTheBlendedItems()
    {
        BlendedSpace space = Build(_priors);
        FoldIn foldIn = new(space.ItemVectors, space.ItemWeights, Als);

        Assert.Equal(
            foldIn.FoldAll(_plays, TestContext.Current.CancellationToken).Values, space.UserFactors.Values);
        Evidence[] evidence = new Evidence[_plays.Columns(3).Length];
        for (int at = 0; at < evidence.Length; at++)
        {
            evidence[at] = new Evidence(_plays.Columns(3)[at], Als.Confidence(_plays.Values(3)[at]), 1f);
        }

        Assert.Equal(foldIn.Fold(evidence).Factors, space.UserFactors.Row(3).ToArray());
    }

    [Fact]
    public void Build_NoPriors_WeighsAllPlayedTracksFully()
    {
        BlendedSpace space = Build(null);

        Assert.All(space.ItemWeights[..40], weight => Assert.Equal(1f, weight));
        Assert.All(space.ItemVectors.Values[(40 * Rank)..], value => Assert.Equal(0f, value));
    }

    [Fact]
    public void Build_AnyThreadCount_GivesTheSameBits()
    {
        BlendedSpace one = BlendedSpace.Build(
            _factors, _plays, _priors, new ImplicitAlsOptions { Rank = Rank, Threads = 1 }, Blend, TestContext.Current.CancellationToken);
        BlendedSpace three = BlendedSpace.Build(
            _factors, _plays, _priors, new ImplicitAlsOptions { Rank = Rank, Threads = 3 }, Blend, TestContext.Current.CancellationToken);

        Assert.Equal(one.ItemVectors.Values, three.ItemVectors.Values);
        Assert.Equal(one.UserFactors.Values, three.UserFactors.Values);
    }

    [Fact]
    public void Build_PriorsOfAnotherTraining_Throws() => Assert.Throws<InvalidOperationException>(
        () => Build(_priors with { Means = new FactorMatrix(Items, Rank, new ModelVersion("other")) }));

    [Fact]
    public void Build_ShapeMismatch_ThrowsNamingTheShapes()
    {
        Assert.Contains("(50, 7)", Assert.Throws<ArgumentException>(
            () => Build(_priors with { Precision = [1f] })).Message);
        Assert.Contains("(50, 7)", Assert.Throws<ArgumentException>(() => BlendedSpace.Build(
            _factors, InteractionMatrix.Build(1, 1, []), null, Als, Blend, TestContext.Current.CancellationToken)).Message);
    }

    [Theory]
    [InlineData(0f, 1f, "Tau")]
    [InlineData(float.NaN, 1f, "Tau")]
    [InlineData(1f, -1f, "Kappa")]
    public void Build_OptionOutOfRange_ThrowsNamingIt(float tau, float kappa, string name) => Assert.Contains(
        name,
        Assert.Throws<ArgumentException>(() => Build(_priors, new BlendOptions { Tau = tau, Kappa = kappa })).Message);

    private BlendedSpace Build(AudioPriors? priors, BlendOptions? options = null) => BlendedSpace.Build(
        _factors, _plays, priors, Als, options ?? Blend, TestContext.Current.CancellationToken);

    private static InteractionMatrix Plays()
    {
        Random random = new(5);
        List<(int, int, float)> plays = [];
        for (int user = 0; user < Users; user++)
        {
            for (int at = 0; at < 8; at++)
            {
                plays.Add((user, (int)(40 * random.NextDouble() * random.NextDouble()), 1 + random.Next(20)));
            }
        }

        // Every one of the 40 has at least one play.
        plays.AddRange(Enumerable.Range(0, 40).Select(item => (item, item, 1f)));
        return InteractionMatrix.Build(Users, Items, plays);
    }
}
