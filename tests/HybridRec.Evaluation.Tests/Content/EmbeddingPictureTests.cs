using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Content;

namespace HybridRec.Evaluation.Tests.Content;

public sealed class EmbeddingPictureTests
{
    [Fact]
    public void Correlations_PlantedAxis_IsFoundAndOthersStayBelowChance()
    {
        Random random = new(1);
        Clip[] clips = [.. Enumerable.Range(0, 80).Select(_ => Pictures.Clip("a") with
        {
            Sound = new SoundMeasures(60 + (100 * random.NextDouble()), -20 * random.NextDouble(), 1_000 * random.NextDouble(), 3 * random.NextDouble()),
        })];
        FactorMatrix x = new(80, 3);
        for (int row = 0; row < 80; row++)
        {
            // Falls with the centroid, though not in a straight line.
            x.Row(row)[0] = random.NextSingle();
            x.Row(row)[1] = (float)-Math.Exp(clips[row].Sound.Centroid / 200);
            x.Row(row)[2] = 4;
        }

        AxisCorrelations found = AxisCorrelations.Of(x, clips, 1);

        Assert.Equal(("spectral centroid", -1.0), (found.Axes[1].Measure, Math.Round(found.Axes[1].Correlation, 9)));
        Assert.Equal(0, found.Axes[2].Correlation);
        Assert.InRange(found.ChanceLimit, 0.15, 0.5);
        Assert.Equal(4, found.Measures.Count);
        MeasureOverview centroid = found.Measures.Single(measure => measure.Measure == "spectral centroid");
        Assert.Equal((1, 1), (centroid.Axes, centroid.StrongestAxis));
        Assert.DoesNotContain(found.Measures, measure => measure.Measure == "zero-crossing rate");
    }

    [Fact]
    public void Project_LineInSpace_LiesOnTheFirstAxis()
    {
        FactorMatrix x = Pictures.Matrix([0, 0, 0], [1, 2, 2], [2, 4, 4], [3, 6, 6]);

        (double[] first, double[] second) = PrincipalAxes.Project(x, 1);

        double sign = Math.Sign(first[3]);
        Assert.Equal([-4.5, -1.5, 1.5, 4.5], first.Select(value => Math.Round(sign * value, 4)));
        Assert.All(second, value => Assert.Equal(0, value, 1e-4));
    }

    [Fact]
    public void Place_TwoClusters_StayApartAndAreTheSameAgain()
    {
        Random random = new(1);
        FactorMatrix x = new(60, 5);
        for (int row = 0; row < 60; row++)
        {
            for (int axis = 0; axis < 5; axis++)
            {
                x.Row(row)[axis] = random.NextGaussian() + (row < 30 ? 0 : 8);
            }
        }

        (double[] u, double[] v) = NeighbourMap.Place(x, 1, TestContext.Current.CancellationToken);
        (double[] again, _) = NeighbourMap.Place(x, 1, TestContext.Current.CancellationToken);

        Assert.Equal(u, again);
        for (int row = 0; row < 60; row++)
        {
            int nearest = Enumerable.Range(0, 60).Where(other => other != row)
                .MinBy(other => Math.Pow(u[row] - u[other], 2) + Math.Pow(v[row] - v[other], 2));
            Assert.Equal(row < 30, nearest < 30);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    public void Place_RowsThatAreAllAlike_GivesFinitePlaces(int rows)
    {
        FactorMatrix x = new(rows, 4);

        (double[] u, double[] v) = NeighbourMap.Place(x, 1, TestContext.Current.CancellationToken);

        Assert.All(u.Concat(v), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Joint_IsSymmetricAndSumsToOne()
    {
        FactorMatrix x = Pictures.Matrix([0, 0], [0, 1], [1, 0], [5, 5], [5, 6], [6, 5]);

        double[] p = Similarities.Joint(x, 1.6);

        Assert.Equal(1.0, p.Sum(), 1e-9);
        Assert.Equal(p[1], p[6]);
        Assert.True(p[1] > 10 * p[3]);
    }
}
