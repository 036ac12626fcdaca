using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tests.Protocol;

public sealed class HubnessTests
{
    [Fact]
    public void Skewness_HandWorked_IsTheThirdStandardisedMoment()
    {
        // Mean 1, squares 1 + 1 + 1 + 9, cubes −1 − 1 − 1 + 27.
        Assert.Equal(6 / Math.Pow(3, 1.5), Hubness.Skewness([0, 0, 0, 4]), 12);
        Assert.Equal(0, Hubness.Skewness([2, 2, 2]));
    }

    [Fact]
    public void Occurrences_HandWorked_CountsTheTenNearestOfEach()
    {
        // Twelve items; each finds the lower rows nearer. All but the last two are among the ten of somebody.
        double[] proximity = new double[144];
        for (int x = 0; x < 12; x++)
        {
            for (int y = 0; y < 12; y++)
            {
                proximity[(x * 12) + y] = 1 - (y / 100.0);
            }
        }

        Assert.Equal([11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 10, 0], Hubness.Occurrences(proximity, 12));
    }

    [Fact]
    public void Of_HighDimensionalPoints_HasHubsThatTheCorrectionRemoves()
    {
        Random chance = new(1);
        FactorMatrix vectors = new(400, 80);
        for (int row = 0; row < 390; row++)
        {
            foreach (ref float value in vectors.Row(row))
            {
                value = chance.NextGaussian() + (row % 2);
            }
        }

        HubnessReport all = Hubness.Of(vectors, "audio");

        Assert.Equal(("audio", 390), (all.Space, all.Items));
        Assert.InRange(all.Skewness, 1, 10);
        Assert.InRange(all.Corrected, -1, all.Skewness / 2);
        Assert.Equal(Hubness.Of(vectors, "audio", seed: 3, maximumItems: 100), Hubness.Of(vectors, "audio", seed: 3, maximumItems: 100));
        Assert.Equal(100, Hubness.Of(vectors, "audio", seed: 3, maximumItems: 100).Items);
    }

    [Fact]
    public void Of_FewItems_HasNoHubs() =>
        Assert.Equal(new HubnessReport("x", 0, 0, 3), Hubness.Of(new FactorMatrix([1, 0, 0, 1, 1, 1, 0, 0], 4, 2), "x"));
}
