using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class MelFilterbankTests
{
    private const double BinHz = 22_050.0 / 2_048;

    private static readonly MelFilterbank Filterbank = new(128, 22_050, 2_048);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(200, 3)]
    [InlineData(1_000, 15)]
    [InlineData(6_400, 42)]
    public void MelOf_HandWorkedFrequencies_AreSlaneys(double hz, double mel)
    {
        Assert.Equal(mel, MelFilterbank.MelOf(hz), 1e-9);
        Assert.Equal(hz, MelFilterbank.HzOf(mel), 1e-9);
    }

    [Fact]
    public void Apply_OneBin_IsTheTriangleWorkedByHand()
    {
        // 130 edges over 0 … mel(11,025) = 15 + ln(11.025)/(ln(6.4)/27): 0.386904… mel, that is 25.7936… Hz, apart.
        // Bin 5 lies at 53.833 Hz: on the falling side of band 1 (25.794, 51.587, 77.381) and the rising side of band 2.
        double edge = (15 + (Math.Log(11.025) / (Math.Log(6.4) / 27))) / 129 * (200.0 / 3);
        double hz = 5 * BinHz;
        double[] mel = Weights(5);

        Assert.Equal(25.7936, edge, 1e-4);
        Assert.Equal(((3 * edge) - hz) / edge * 2 / (2 * edge), mel[1], 1e-12);
        Assert.Equal((hz - (2 * edge)) / edge * 2 / (2 * edge), mel[2], 1e-12);
        Assert.Equal(2, mel.Count(weight => weight > 0));
    }

    [Fact]
    public void Apply_EachBin_FeedsAtMostTwoNeighbouringBands()
    {
        for (int bin = 0; bin < Filterbank.Bins; bin++)
        {
            int[] fed = [.. Weights(bin).Index().Where(band => band.Item > 0).Select(band => band.Index)];

            Assert.True(fed.Length <= 2 && (fed.Length < 2 || fed[1] == fed[0] + 1), $"bin {bin}: {string.Join(',', fed)}");
        }
    }

    [Fact]
    public void Apply_FlatSpectrum_GivesEachWideBandUnitArea()
    {
        double[] mel = new double[128];
        Filterbank.Apply(Enumerable.Repeat(1.0, Filterbank.Bins).ToArray(), mel);

        // Triangles of unit area in Hz, sampled every BinHz; narrow ones are sampled too coarsely for an exact area.
        Assert.All(mel[64..], band => Assert.Equal(1, band * BinHz, 0.02));
        Assert.All(mel[..64], band => Assert.Equal(1, band * BinHz, 0.2));
    }

    [Fact]
    public void Apply_EdgesOfTheSpectrum_CarryNoWeight()
    {
        Assert.All(Weights(0), weight => Assert.Equal(0, weight));
        Assert.All(Weights(1_024), weight => Assert.Equal(0, weight, 1e-12));
    }

    [Theory]
    [InlineData(128, 22_050, 2_048)]
    [InlineData(40, 8_000, 256)]
    [InlineData(20, 8_000, 64)]
    [InlineData(2, 8_000, 8)]
    public void Apply_RandomSpectrum_IsTheSumOfItsBins(int bands, int rate, int size)
    {
        MelFilterbank filterbank = new(bands, rate, size);
        Random random = new(size);
        double[] power = [.. Enumerable.Range(0, filterbank.Bins).Select(_ => random.NextDouble())];
        double[] expected = new double[bands];
        double[] one = new double[bands];
        for (int bin = 0; bin < power.Length; bin++)
        {
            double[] alone = new double[power.Length];
            alone[bin] = power[bin];
            filterbank.Apply(alone, one);
            for (int band = 0; band < bands; band++)
            {
                expected[band] += one[band];
            }
        }

        double[] mel = new double[bands];
        filterbank.Apply(power, mel);

        Assert.All(expected.Zip(mel), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    private static double[] Weights(int bin)
    {
        double[] power = new double[Filterbank.Bins];
        power[bin] = 1;
        double[] mel = new double[Filterbank.Bands];
        Filterbank.Apply(power, mel);
        return mel;
    }
}
