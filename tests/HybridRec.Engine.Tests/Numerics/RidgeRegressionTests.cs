using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class RidgeRegressionTests
{
    [Fact]
    public void Solve_HandWorkedLine_ShrinksTheSlopeByTheRidge()
    {
        // Points (−1, 1) and (1, 5): spread 2, cross product 4; slope 4 / (2 + ρ·2), intercept 3.
        RidgeRegression sums = new(1, 1);
        sums.Add([-1f], [1f], 1);
        sums.Add([1f], [5f], 1);

        Assert.Equal(5f, Predict(sums.Solve(1e-6), [1f])[0], 1e-4f);
        Assert.Equal(4f, Predict(sums.Solve(1), [1f])[0], 1e-5f);
    }

    [Fact]
    public void Solve_ExactLinearData_RecoversTheMap()
    {
        Random random = new(1);
        float[] map = Dense.Random(random, 4 * 9);
        RidgeRegression sums = new(9, 4);
        for (int at = 0; at < 200; at++)
        {
            float[] input = Dense.Random(random, 9);
            sums.Add(input, Truth(map, input), 1 + (at % 3));
        }

        float[] probe = Dense.Random(random, 9);
        float[] expected = Truth(map, probe);
        float[] predicted = Predict(sums.Solve(1e-6), probe, 4);

        Assert.All(expected.Zip(predicted), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void Add_Weight_CountsLikeRepetition()
    {
        RidgeRegression weighted = new(2, 1);
        RidgeRegression repeated = new(2, 1);
        weighted.Add([1f, 0f], [1f], 2);
        weighted.Add([0f, 1f], [3f], 1);
        repeated.Add([1f, 0f], [1f], 1);
        repeated.Add([1f, 0f], [1f], 1);
        repeated.Add([0f, 1f], [3f], 1);

        Assert.Equal(Predict(repeated.Solve(0.1), [0.3f, 0.2f]), Predict(weighted.Solve(0.1), [0.3f, 0.2f]));
    }

    [Fact]
    public void Add_OtherSumsSubtracted_EqualsNeverHavingSeenThem()
    {
        Random random = new(2);
        RidgeRegression all = new(3, 2);
        RidgeRegression part = new(3, 2);
        RidgeRegression rest = new(3, 2);
        for (int at = 0; at < 40; at++)
        {
            float[] input = Dense.Random(random, 3);
            float[] output = Dense.Random(random, 2);
            all.Add(input, output, 1);
            (at % 4 == 0 ? part : rest).Add(input, output, 1);
        }

        all.Add(part, -1);

        float[] left = Predict(all.Solve(0.1), [0.1f, 0.2f, 0.3f], 2);
        float[] right = Predict(rest.Solve(0.1), [0.1f, 0.2f, 0.3f], 2);
        Assert.All(left.Zip(right), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Solve_InputsThatDoNotVary_PredictTheMean()
    {
        RidgeRegression sums = new(2, 1);
        sums.Add([1f, 1f], [2f], 1);
        sums.Add([1f, 1f], [4f], 1);

        Assert.Equal([3f], Predict(sums.Solve(1), [5f, -5f]));
    }

    private static float[] Predict(LinearMap map, float[] input, int outputs = 1)
    {
        float[] output = new float[outputs];
        map.Predict(input, output);
        return output;
    }

    private static float[] Truth(float[] map, float[] input) =>
        [.. Enumerable.Range(0, 4).Select(o => 0.5f + input.Select((value, i) => value * map[(o * 9) + i]).Sum())];
}
