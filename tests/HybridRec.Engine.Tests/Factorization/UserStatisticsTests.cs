using HybridRec.Engine.Factorization;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;
using HybridRec.Engine.Tests.Numerics;

namespace HybridRec.Engine.Tests.Factorization;

public sealed class UserStatisticsTests
{
    [Fact]
    public void Compute_HandWorkedUsers_GivesMeanAndCovariance()
    {
        // Users (1, 0), (3, 4) and one without plays, who is left out.
        FactorMatrix users = new([1f, 0f, 0f, 0f, 3f, 4f], 3, 2);

        UserStatistics statistics = UserStatistics.Compute(users, 1, TestContext.Current.CancellationToken);

        Assert.Equal([2f, 2f], statistics.Mean);
        Assert.Equal([1f, 2f, 2f, 4f], statistics.Covariance);
    }

    [Fact]
    public void Of_HandWorked_StandardisesTheScore()
    {
        UserStatistics statistics = UserStatistics.Compute(
            new FactorMatrix([1f, 0f, 3f, 4f], 2, 2), 1, TestContext.Current.CancellationToken);
        FactorMatrix items = new([1f, 0f, 0f, 1f, 2f, -1f], 3, 2);

        RelativePreference relative = RelativePreference.Build(statistics, items, damping: 0.25f);

        // Variances are 1, 4 and 0; the median of the positive ones, the upper of two, is 4, so ε = 1.
        Assert.Equal(1f, relative.Epsilon);
        Assert.Equal(1f / MathF.Sqrt(2f), relative.Of(0, 3f), 1e-6f);
        Assert.Equal(2f / MathF.Sqrt(5f), relative.Of(1, 4f), 1e-6f);
        Assert.Equal(0f, relative.Of(2, 2f));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.1f)]
    [InlineData(10f)]
    public void Of_AnyUsers_HasMeanZeroAndVarianceAtMostOnePerTrack(float damping)
    {
        const int Users = 400;
        const int Items = 30;
        const int Rank = 10;
        Random random = new(1);
        FactorMatrix users = new(Dense.Random(random, Users * Rank), Users, Rank);
        for (int user = 0; user < Users; user++)
        {
            users.Row(user)[0] += 5f;
        }

        FactorMatrix items = new(Dense.Random(random, Items * Rank), Items, Rank);
        RelativePreference relative = RelativePreference.Build(
            UserStatistics.Compute(users, 2, TestContext.Current.CancellationToken), items, damping);

        double[] sums = new double[Items];
        double[] squares = new double[Items];
        float[] scores = new float[Items];
        for (int user = 0; user < Users; user++)
        {
            ExactSearch.ScoreAll(users.Row(user), items, scores);
            float single = relative.Of(7, scores[7]);
            relative.Of(scores, scores);
            Assert.Equal(single, scores[7], 1e-4f);
            for (int item = 0; item < Items; item++)
            {
                sums[item] += scores[item];
                squares[item] += scores[item] * (double)scores[item];
            }
        }

        Assert.All(sums, sum => Assert.Equal(0, sum / Users, 1e-3));
        Assert.All(squares, square => Assert.InRange(square / Users, damping == 0f ? 0.999 : 0, 1.001));
    }

    [Fact]
    public void Build_NoUsers_IsZeroThroughout()
    {
        UserStatistics statistics = UserStatistics.Compute(new FactorMatrix(2, 2), 1, TestContext.Current.CancellationToken);

        RelativePreference relative = RelativePreference.Build(statistics, new FactorMatrix([1f, 1f], 1, 2));

        Assert.Equal(0f, relative.Of(0, 3f));
    }

    [Fact]
    public void Build_OtherRankOrVersion_Throws()
    {
        UserStatistics statistics = UserStatistics.Compute(new FactorMatrix(2, 2), 1, TestContext.Current.CancellationToken);

        Assert.Throws<ArgumentException>(() => RelativePreference.Build(statistics, new FactorMatrix(3, 4)));
        Assert.Throws<InvalidOperationException>(
            () => RelativePreference.Build(statistics, new FactorMatrix(3, 2, new ModelVersion("other"))));
    }
}
