using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Measurement;

public sealed class IntraListDiversityTests
{
    private static readonly IntraListDiversity Plane = new(new FactorMatrix(
        [2, 0, 0, 5, -1, 0, 0, 0, 3e30f, 3e30f], rows: 5, rank: 2));

    [Fact]
    public void At_HandWorkedVectors_IsTheMeanOverPairs()
    {
        float[] buffer = new float[2];

        Assert.Equal(1, Plane.At([0, 1], 2, buffer), 1e-6);
        Assert.Equal(2, Plane.At([0, 2], 2, buffer), 1e-6);
        // Right angle, opposite, right angle.
        Assert.Equal(4.0 / 3, Plane.At([0, 1, 2], 3, buffer), 1e-6);
        Assert.Equal(1 - Math.Sqrt(0.5), Plane.At([0, 4, 2], 2, buffer), 1e-6);
    }

    [Fact]
    public void At_ItemsWithoutVector_ArePassedOver()
    {
        float[] buffer = new float[2];

        Assert.Equal(1, Plane.At([0, 3, 1], 3, buffer), 1e-6);
        Assert.Equal(double.NaN, Plane.At([0, 3], 2, buffer));
        Assert.Equal(double.NaN, Plane.At([], 2, buffer));
    }

    [Fact]
    public void At_RandomVectors_AgreesWithAllPairsAndIgnoresTheOrder()
    {
        Random chance = new(3);
        FactorMatrix vectors = new(30, 7);
        foreach (ref float value in vectors.Values.AsSpan())
        {
            value = chance.NextSingle() - 0.5f;
        }

        int[] list = [.. Enumerable.Range(0, 30)];
        chance.Shuffle(list);
        double sum = 0;
        for (int i = 0; i < 20; i++)
        {
            for (int j = 0; j < i; j++)
            {
                sum += 1 - Cosine(vectors.Row(list[i]), vectors.Row(list[j]));
            }
        }

        IntraListDiversity space = new(vectors);

        Assert.Equal(sum / 190, space.At(list, 20, new float[7]), 1e-5);
        Assert.Equal(space.At(list, 30, new float[7]), space.At([.. list.Reverse()], 30, new float[7]), 1e-5);
    }

    [Fact]
    public void Constructor_NaN_ThrowsNamingTheRow() => Assert.Contains(
        "row 1", Assert.Throws<ArgumentException>(() => new IntraListDiversity(new FactorMatrix([1, 1, float.NaN, 0], 2, 2))).Message);

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, left = 0, right = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            left += (double)a[i] * a[i];
            right += (double)b[i] * b[i];
        }

        return dot / Math.Sqrt(left * right);
    }
}
