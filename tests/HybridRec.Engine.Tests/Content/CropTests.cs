using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;

namespace HybridRec.Engine.Tests.Content;

public sealed class CropTests
{
    private static readonly ContentOptions Undisturbed = new()
    {
        GainDb = 0f,
        EqualizerDb = 0f,
        NoiseDb = 0f,
        LowPassChance = 0f,
        TimeMask = 0f,
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

    [Theory]
    [InlineData(1, 10, new[] { 0 })]
    [InlineData(10, 10, new[] { 0 })]
    [InlineData(11, 10, new[] { 0, 1 })]
    [InlineData(25, 10, new[] { 0, 7, 15 })]
    public void WindowOffsets_AnyLength_CoverItEvenly(int frames, int crop, int[] expected) =>
        Assert.Equal(expected, CropReader.WindowOffsets(frames, crop));

    [Fact]
    public void Fill_NothingDisturbed_IsACropAsItWas()
    {
        Spectrogram excerpt = Ramp();
        float[] expected = new float[2 * 4];
        float[] actual = new float[2 * 4];
        CropAugmenter augmenter = new(Undisturbed, Plain);
        HashSet<int> offsets = [];

        for (int seed = 0; seed < 40; seed++)
        {
            augmenter.Fill([excerpt], new Random(seed), actual);
            int offset = (int)MathF.Round(actual[0] * 255f);
            CropReader.Read(excerpt, offset, Plain, expected);
            Assert.Equal(expected.Select(x => MathF.Round(x, 5)), actual.Select(x => MathF.Round(x, 5)));
            offsets.Add(offset);
        }

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], offsets.Order());
    }

    [Fact]
    public void Fill_SameRandomState_GivesSameCropAndAnotherStateAnother()
    {
        CropAugmenter augmenter = new(new ContentOptions(), Plain);
        float[][] crops = [new float[8], new float[8], new float[8]];

        augmenter.Fill([Ramp()], new Random(1), crops[0]);
        augmenter.Fill([Ramp()], new Random(1), crops[1]);
        augmenter.Fill([Ramp()], new Random(2), crops[2]);

        Assert.Equal(crops[0], crops[1]);
        Assert.NotEqual(crops[0], crops[2]);
    }

    [Fact]
    public void Fill_Gain_StaysWithinItsRangeAndAboveTheFloor()
    {
        CropAugmenter augmenter = new(new ContentOptions { GainDb = 8f, EqualizerDb = 0f, NoiseDb = 0f, LowPassChance = 0f, TimeMask = 0f }, Plain);
        Spectrogram flat = new(2, 1, [0, 128]);
        float[] crop = new float[2];
        List<float> loud = [];

        for (int seed = 0; seed < 200; seed++)
        {
            augmenter.Fill([flat], new Random(seed), crop);
            Assert.InRange(crop[0], 0f, 0.1f);
            loud.Add(crop[1] - (128f / 255f));
        }

        Assert.InRange(loud.Min(), -0.1001f, -0.08f);
        Assert.InRange(loud.Max(), 0.08f, 0.1001f);
    }

    [Fact]
    public void Fill_LowPass_SilencesHighestBandsOnly()
    {
        BandStatistics plain = new(new float[8], 1f);
        CropAugmenter augmenter = new(
            new ContentOptions { GainDb = 0f, EqualizerDb = 0f, NoiseDb = 0f, LowPassChance = 1f, TimeMask = 0f }, plain);
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
            new ContentOptions { GainDb = 0f, EqualizerDb = 0f, NoiseDb = 0f, LowPassChance = 0f, TimeMask = 0.5f }, Plain);
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

    private static Spectrogram Ramp() =>
        new(2, 10, [.. Enumerable.Range(0, 20).Select(i => (byte)(i < 10 ? i : 100 + i))]);
}
