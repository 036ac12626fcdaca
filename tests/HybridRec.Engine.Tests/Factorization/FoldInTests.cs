using HybridRec.Engine.Factorization;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Tests.Numerics;

namespace HybridRec.Engine.Tests.Factorization;

public sealed class FoldInTests
{
    private static readonly ImplicitAlsOptions Options = new()
    {
        UnobservedWeight = 0.5f,
        Regularization = 0.1f,
        FrequencyExponent = 1f,
    };

    [Fact]
    public void Fold_HandWorkedRankOne_SolvesTheRow()
    {
        // A = 0.5(1·1 + 0.5·4) + 3·4 + λ, b = 3·2; λ = 0.1(1 + 0.5·1.5).
        FoldIn foldIn = new(new FactorMatrix([1f, 2f], 2, 1), new[] { 1f, 0.5f }, Options);

        FoldedUser user = foldIn.Fold([new Evidence(1, 3f, 1f)]);

        Assert.Equal(6f / (1.5f + 12f + 0.175f), user.Factors[0], 1e-6f);
    }

    [Fact]
    public void Fold_NoEvidence_IsZero()
    {
        FoldedUser user = new FoldIn(new FactorMatrix([1f, 2f], 1, 2), default, Options).Fold([]);

        Assert.Equal([0f, 0f], user.Factors);
        user.Contributions(0, []);
    }

    [Fact]
    public void Fold_Dislike_LowersTheScoreOfTheItemAndOfItsLikes()
    {
        FactorMatrix items = new([1f, 0f, 0.8f, 0.6f, 0f, 1f], 3, 2);
        FoldIn foldIn = new(items, default, Options);

        float[] before = foldIn.Fold([new Evidence(1, 2f, 1f)]).Factors;
        float[] after = foldIn.Fold([new Evidence(1, 2f, 1f), new Evidence(0, 2f, 0f)]).Factors;

        Assert.True(after[0] < before[0]);
        Assert.True(after[1] > after[0], "the taste moves to what was not disliked");
    }

    [Fact]
    public void Fold_ItemOfWeightZero_LeavesTheUserAsIfItWereNotThere()
    {
        Random random = new(4);
        float[] values = Dense.Random(random, 6 * 5);
        Evidence[] evidence = [new(0, 2f, 1f), new(3, 1f, 1f)];

        float[] without = new FoldIn(new FactorMatrix(values[..25], 5, 5), default, Options).Fold(evidence).Factors;
        float[] with = new FoldIn(new FactorMatrix(values, 6, 5), new[] { 1f, 1f, 1f, 1f, 1f, 0f }, Options)
            .Fold(evidence).Factors;

        Assert.Equal(without, with);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(64)]
    public void Contributions_RandomEvidence_SumToTheScore(int rank)
    {
        Random random = new(rank);
        FactorMatrix items = new(Dense.Random(random, 200 * rank), 200, rank);
        Evidence[] evidence = Enumerable.Range(0, 100)
            .Select(row => new Evidence(row, 1f + (5f * random.NextSingle()), row % 4 == 0 ? 0f : 1f)).ToArray();

        FoldedUser user = new FoldIn(items, default, Options).Fold(evidence);

        float[] shares = new float[evidence.Length];
        for (int item = 0; item < items.Rows; item++)
        {
            user.Contributions(item, shares);
            double score = 0;
            for (int d = 0; d < rank; d++)
            {
                score += (double)user.Factors[d] * items.Row(item)[d];
            }

            double magnitude = shares.Sum(share => Math.Abs((double)share));
            Assert.Equal(score, shares.Sum(share => (double)share), 1e-4 * magnitude);
            Assert.All(evidence.Zip(shares), pair => Assert.True(pair.First.Preference != 0 || pair.Second == 0));
        }
    }

    [Fact]
    public void Update_OneMoreListenOrAnotherCount_EqualsFoldingInAllOfIt()
    {
        Random random = new(8);
        FactorMatrix items = new(Dense.Random(random, 150 * 24), 150, 24);
        FoldIn foldIn = new(items, default, Options);
        Evidence[] evidence = [.. Enumerable.Range(0, 90).Select(row => new Evidence(row, 1f + random.NextSingle(), 1f))];
        FoldedUser user = foldIn.Fold(evidence.AsSpan(..^1));

        FoldedUser longer = foldIn.Update(user, evidence[^1]);
        FoldedUser again = foldIn.Update(longer, new Evidence(3, 9f, 1f));

        Assert.Equal(foldIn.Fold(evidence).Factors, longer.Factors);
        evidence[3] = new Evidence(3, 9f, 1f);
        Assert.Equal(foldIn.Fold(evidence).Factors, again.Factors);
        Assert.Equal(evidence, again.Evidence);
        Assert.NotEqual(longer.Factors, again.Factors);
    }

    [Theory]
    [InlineData(64, 100)]
    [InlineData(40, 300)]
    public void Fold_RandomEvidence_EqualsTheExactSolveWithinOneInTenThousand(int rank, int plays)
    {
        Random random = new(rank);
        FactorMatrix items = new(Dense.Random(random, 400 * rank), 400, rank);
        Evidence[] evidence = [.. Enumerable.Range(0, plays).Select(row => new Evidence(row, 1f + random.NextSingle(), 1f))];
        double[] a = new double[rank * rank];
        double[] b = new double[rank];
        for (int item = 0; item < items.Rows; item++)
        {
            float confidence = item < plays ? evidence[item].Confidence : 0f;
            for (int i = 0; i < rank; i++)
            {
                b[i] += confidence * (double)items.Row(item)[i];
                for (int j = 0; j < rank; j++)
                {
                    a[(i * rank) + j] += (Options.UnobservedWeight + (double)confidence) * items.Row(item)[i] * items.Row(item)[j];
                }
            }
        }

        for (int i = 0; i < rank; i++)
        {
            a[(i * rank) + i] += Options.RidgeOf(plays, 400);
        }

        double[] exact = Dense.Solve(a, b);

        float[] folded = new FoldIn(items, default, Options).Fold(evidence).Factors;

        double error = Math.Sqrt(folded.Zip(exact, (x, e) => (x - e) * (x - e)).Sum());
        Assert.True(error < 1e-4 * Math.Sqrt(exact.Sum(e => e * e)), $"error {error}");
    }

    [Fact]
    public void Fold_BadEvidence_ThrowsNamingTheRow()
    {
        FoldIn foldIn = new(new FactorMatrix([1f, 2f], 2, 1), default, Options);

        Assert.Contains("row 2", Assert.Throws<ArgumentException>(() => foldIn.Fold([new Evidence(2, 1f, 1f)])).Message);
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(() => foldIn.Fold([new Evidence(1, 0f, 1f)])).Message);
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(() => foldIn.Fold([new Evidence(1, float.NaN, 1f)])).Message);
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(() => foldIn.Fold([new Evidence(1, 1f, float.NaN)])).Message);
    }

    [Fact]
    public void Fold_SingularEquations_NamesTheRemedy()
    {
        FactorMatrix items = new([1e4f, 1e4f, 1e4f, 1e4f], 2, 2);
        FoldIn foldIn = new(items, default, new ImplicitAlsOptions { Regularization = 0f });

        FactorizationException error = Assert.Throws<FactorizationException>(() => foldIn.Fold([new Evidence(0, 1f, 1f)]));

        Assert.Contains("raise Regularization (now 0)", error.Message);
    }

    [Fact]
    public void Contributions_BadArguments_Throw()
    {
        FoldedUser user = new FoldIn(new FactorMatrix([1f, 2f], 2, 1), default, Options).Fold([new Evidence(0, 1f, 1f)]);

        Assert.Throws<ArgumentOutOfRangeException>(() => user.Contributions(2, new float[1]));
        Assert.Throws<ArgumentException>(() => user.Contributions(0, new float[2]));
    }
}
