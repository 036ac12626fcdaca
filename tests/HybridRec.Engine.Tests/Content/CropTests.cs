using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;

namespace HybridRec.Engine.Tests.Content;

public sealed class CropTests
{
    private static readonly ContentOptions Undisturbed = new()
    {
        EqualizerDb = 0f,
        NoiseChance = 0f,
        LowPassChance = 0f,
        TempoChange = 0f,
        PitchSemitones = 0f,
        TimeMask = 0f,
        BandMask = 0f,
    };

    private static readonly BandStatistics Plain = new([0f, 0f], 1f);

    [Fact]
    public void Measure_TwoExcerpts_GivesHandWorkedMeansAndScale()
    {
        // Band 0: 0, 255, 255, 255; band 1: 51 throughout. Variances 3/16 and 0, their mean 3/32.
        ContentExample[] examples =
        [
            new([new Spectrogram(2, 2, [0, 255, 51, 51])], null, 0f),
            new([new Spectrogram(2, 2, [255, 255, 51, 51])], null, 0f),
        ];

        BandStatistics statistics = BandStatistics.Measure(examples, bands: 2);

        Assert.Equal(0.75f, statistics.Means[0], 5);
        Assert.Equal(0.2f, statistics.Means[1], 5);
        Assert.Equal(Math.Sqrt(32.0 / 3.0), statistics.Scale, 3);
    }

    [Fact]
    public void Measure_Silence_IsFinite() =>
        Assert.True(float.IsFinite(
            BandStatistics.Measure([SyntheticMusic.Example(new Spectrogram(1, 3, [0, 0, 0]))], 1).Scale));

    [Fact]
    public void Read_BandMajorCells_BecomeTimeMajorAndStandardised()
    {
        float[] crop = new float[4];

        CropReader.Read(new Spectrogram(2, 3, [0, 51, 102, 153, 204, 255]), 1, new BandStatistics([0.2f, 0.5f], 10f), crop);

        Assert.Equal([0f, 3f, 2f, 5f], crop.Select(x => MathF.Round(x, 4)));
    }

    [Fact]
    public void Read_ShortExcerpt_IsRepeated()
    {
        float[] crop = new float[5];

        CropReader.Read(new Spectrogram(1, 2, [0, 255]), 0, new BandStatistics([0f], 1f), crop);

        Assert.Equal([0f, 1f, 0f, 1f, 0f], crop);
    }

    [Fact]
    public void Read_QuieterPicture_IsTheSameInputExceptAtTheFloor()
    {
        float[] loud = new float[4];
        float[] quiet = new float[4];
        BandStatistics statistics = new([0.5f], 2f);

        CropReader.Read(new Spectrogram(1, 4, [0, 100, 200, 255]), 0, statistics, loud);
        CropReader.Read(new Spectrogram(1, 4, [0, 60, 160, 215]), 0, statistics, quiet);

        Assert.Equal(loud.Select(x => MathF.Round(x, 4)), quiet.Select(x => MathF.Round(x, 4)));
        Assert.Equal(-1f, loud[0], 4);
    }

    [Fact]
    public void Reduce_AveragesTilesAndDropsTheRemainder()
    {
        Spectrogram reduced = new PictureReduction(2, 2).Reduce(
            new Spectrogram(4, 3, [0, 10, 99, 20, 30, 99, 1, 1, 99, 1, 2, 99]));

        Assert.Equal((2, 1), (reduced.Bands, reduced.Frames));
        Assert.Equal([15, 1], reduced.Cells);
        Assert.Equal(1, new PictureReduction(1, 5).Reduce(new Spectrogram(1, 3, [3, 4, 5])).Frames);
    }

    [Theory]
    [InlineData(1, 10, new[] { 0 })]
    [InlineData(10, 10, new[] { 0 })]
    [InlineData(11, 10, new[] { 0 })]
    [InlineData(12, 10, new[] { 0, 2 })]
    [InlineData(25, 10, new[] { 0, 7, 15 })]
    [InlineData(72, 64, new[] { 4 })]
    [InlineData(73, 64, new[] { 0, 9 })]
    public void WindowOffsets_AnyLength_CoverItEvenlyButForAnEighthOfAWindow(int frames, int crop, int[] expected) =>
        Assert.Equal(expected, CropReader.WindowOffsets(frames, crop));

    [Fact]
    public void Fill_NothingDisturbed_IsACropAsItWas()
    {
        Spectrogram excerpt = Curve();
        float[] expected = new float[2 * 4];
        float[] actual = new float[2 * 4];
        CropAugmenter augmenter = new(Undisturbed, Plain);
        HashSet<int> offsets = [];

        for (int seed = 0; seed < 60; seed++)
        {
            augmenter.Fill([excerpt], new Random(seed), actual);
            offsets.Add(Assert.Single(Enumerable.Range(0, 7), offset =>
            {
                CropReader.Read(excerpt, offset, Plain, expected);
                return expected.Zip(actual).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4f);
            }));
        }

        Assert.InRange(offsets.Count, 6, 7);
    }

    [Fact]
    public void Fill_SameRandomState_GivesSameCropAndAnotherStateAnother()
    {
        CropAugmenter augmenter = new(new ContentOptions(), Plain);
        float[][] crops = [new float[8], new float[8], new float[8]];

        augmenter.Fill([Curve()], new Random(1), crops[0]);
        augmenter.Fill([Curve()], new Random(1), crops[1]);
        augmenter.Fill([Curve()], new Random(2), crops[2]);

        Assert.Equal(crops[0], crops[1]);
        Assert.NotEqual(crops[0], crops[2]);
    }

    [Fact]
    public void Fill_Noise_RaisesTheFloorAndLeavesTheLoudest()
    {
        CropAugmenter augmenter = new(Undisturbed with { NoiseChance = 1f }, new BandStatistics(new float[4], 1f));
        Spectrogram picture = new(4, 1, [255, 255, 1, 0]);
        float[] crop = new float[4 * 64];

        for (int seed = 0; seed < 20; seed++)
        {
            augmenter.Fill([picture], new Random(seed), crop);

            // The floor is 25 to 60 dB of 80 below, give or take noise of 3 dB.
            float floor = Enumerable.Range(0, 64).Average(t => crop[(4 * t) + 3]);
            Assert.InRange(floor, 0.2f, 0.75f);
            Assert.Equal(floor, Enumerable.Range(0, 64).Average(t => crop[(4 * t) + 2]), 0.05f);
            Assert.All(Enumerable.Range(0, 64), t => Assert.Equal(1f, crop[4 * t], 3));
        }
    }

    [Fact]
    public void Fill_Equalizer_TiltsBandsAndKeepsTheLoudestAtTheTop()
    {
        CropAugmenter augmenter = new(Undisturbed with { EqualizerDb = 4f }, new BandStatistics(new float[8], 1f));
        Spectrogram flat = new(8, 1, [.. Enumerable.Repeat((byte)200, 8)]);
        float[] crop = new float[8];
        List<float> lowest = [];

        for (int seed = 0; seed < 50; seed++)
        {
            augmenter.Fill([flat], new Random(seed), crop);
            Assert.Equal(1f, crop.Max(), 4);
            lowest.Add(crop.Min());
        }

        Assert.InRange(lowest.Average(), 0.7f, 0.95f);
    }

    [Fact]
    public void Fill_TempoAndPitch_StretchTheRamp()
    {
        // One band that rises by 2 a frame: at another tempo the rise is another, and stays straight.
        CropAugmenter augmenter = new(Undisturbed with { TempoChange = 0.2f }, new BandStatistics([0f], 255f));
        Spectrogram ramp = new(1, 100, [.. Enumerable.Range(0, 100).Select(t => (byte)(1 + (2 * t)))]);
        float[] crop = new float[32];
        List<float> rises = [];

        for (int seed = 0; seed < 50; seed++)
        {
            augmenter.Fill([ramp], new Random(seed), crop);
            float rise = crop[31] - crop[30];
            Assert.All(Enumerable.Range(1, 31), t => Assert.Equal(rise, crop[t] - crop[t - 1], 2));
            rises.Add(rise);
        }

        Assert.InRange(rises.Min(), 1.6f, 1.75f);
        Assert.InRange(rises.Max(), 2.25f, 2.4f);

        // A peak at band 20 of 64 moves by its share of a semitone, about 1.1 bands at most either way.
        byte[] cells = new byte[64 * 32];
        Array.Fill(cells, (byte)1);
        cells.AsSpan(20 * 32, 32).Fill(200);
        CropAugmenter pitched = new(Undisturbed with { PitchSemitones = 1f }, new BandStatistics(new float[64], 255f));
        float[] peak = new float[64 * 32];
        double[] centres = [.. Enumerable.Range(0, 50).Select(seed =>
        {
            pitched.Fill([new Spectrogram(64, 32, cells)], new Random(seed), peak);
            double[] energy = [.. peak[..64].Select(x => (double)x - peak.Min())];
            return energy.Select((e, band) => e * band).Sum() / energy.Sum();
        })];
        Assert.InRange(centres.Min(), 18.8, 19.3);
        Assert.InRange(centres.Max(), 20.7, 21.2);
    }

    [Fact]
    public void Fill_LowPass_SilencesHighestBandsOnly()
    {
        BandStatistics plain = new(new float[8], 1f);
        CropAugmenter augmenter = new(
            Undisturbed with { LowPassChance = 1f }, plain);
        Spectrogram full = new(8, 1, [.. Enumerable.Repeat((byte)255, 8)]);
        float[] crop = new float[8];

        for (int seed = 0; seed < 50; seed++)
        {
            augmenter.Fill([full], new Random(seed), crop);
            int kept = crop.Count(x => x == 1f);
            Assert.InRange(kept, 4, 7);
            Assert.All(crop[kept..], x => Assert.Equal(0f, x));
        }
    }

    [Fact]
    public void Fill_TimeMask_BlanksAtMostItsShareInOnePiece()
    {
        CropAugmenter augmenter = new(
            Undisturbed with { TimeMask = 0.5f }, Plain);
        Spectrogram full = new(2, 10, [.. Enumerable.Repeat((byte)255, 20)]);
        float[] crop = new float[20];
        int most = 0;

        for (int seed = 0; seed < 50; seed++)
        {
            augmenter.Fill([full], new Random(seed), crop);
            int blank = crop.Count(x => x == 0f) / 2;
            int edges = Enumerable.Range(1, 9).Count(t => crop[2 * t] != crop[(2 * t) - 2]);
            Assert.InRange(edges, 0, 2);
            most = Math.Max(most, blank);
        }

        Assert.Equal(5, most);
    }

    [Fact]
    public void Fill_BandMask_BlanksAtMostItsShareInOnePiece()
    {
        CropAugmenter augmenter = new(Undisturbed with { BandMask = 0.5f }, new BandStatistics(new float[10], 1f));
        Spectrogram full = new(10, 2, [.. Enumerable.Repeat((byte)255, 20)]);
        float[] crop = new float[20];
        int most = 0;

        for (int seed = 0; seed < 50; seed++)
        {
            augmenter.Fill([full], new Random(seed), crop);
            Assert.Equal(crop[..10], crop[10..]);
            Assert.InRange(Enumerable.Range(1, 9).Count(band => crop[band] != crop[band - 1]), 0, 2);
            most = Math.Max(most, crop[..10].Count(x => x == 0f));
        }

        Assert.Equal(5, most);
    }

    private static Spectrogram Curve() =>
        new(2, 10, [.. Enumerable.Range(0, 20).Select(i => (byte)(i < 10 ? 1 + (i * i) : 100 + i))]);
}
