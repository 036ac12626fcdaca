using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class LogMelFrontEndTests
{
    [Fact]
    public void Push_GoldenSignal_MatchesTheIndependentProgram()
    {
        float[] input = NpyFile.Read(SharedData.Require("golden/logmel_input.npy")).Values;
        (string header, float[] expected) = NpyFile.Read(SharedData.Require("golden/logmel_expected_db.npy"));
        Assert.Contains("'fortran_order': True, 'shape': (128, 216)", header, StringComparison.Ordinal);

        List<float[]> frames = Frames(input);

        Assert.Equal(216, frames.Count);
        float worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            // −80 dB is S = 1e-8; below it the two programs' rounding errors show.
            if (expected[i] > -80)
            {
                worst = Math.Max(worst, Math.Abs(expected[i] - frames[i / 128][i % 128]));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {worst} dB");
        Assert.True(worst <= 0.01f, $"differs by {worst} dB");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(4_097)]
    [InlineData(40_000)]
    public void Push_InPieces_GivesTheSameFramesToTheLastBit(int piece)
    {
        float[] signal = Noise(30_011);

        List<float[]> whole = Frames(signal);
        List<float[]> pieces = Frames(signal, piece);

        Assert.Equal(whole.Count, pieces.Count);
        Assert.All(whole.Zip(pieces), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Fact]
    public void Push_InRandomPieces_GivesTheSameFramesForAnyLength()
    {
        Random random = new(7);
        for (int run = 0; run < 40; run++)
        {
            float[] signal = Noise(random.Next(1, 6_000));
            List<float[]> pieces = [];
            LogMelFrontEnd frontEnd = new((_, frame) => pieces.Add(frame.ToArray()));
            for (int at = 0; at < signal.Length;)
            {
                int count = Math.Min(random.Next(0, 3_000), signal.Length - at);
                frontEnd.Push(signal.AsSpan(at, count));
                at += count;
            }

            frontEnd.Complete();

            Assert.Equal(Frames(signal), pieces);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(500)]
    [InlineData(512)]
    [InlineData(1_024)]
    [InlineData(1_025)]
    [InlineData(5_000)]
    public void Complete_AnyLength_EqualsPaddingByHand(int length)
    {
        float[] signal = Noise(length);
        float[] padded = new float[length + 2_048];
        for (int i = 0; i < padded.Length; i++)
        {
            padded[i] = signal[Mirror(i - 1_024, length)];
        }

        List<float[]> frames = Frames(signal);

        Assert.Equal(1 + (length / 512), frames.Count);
        for (int t = 0; t < frames.Count; t++)
        {
            foreach ((float byHand, float cell) in FrameByHand(padded.AsSpan(t * 512, 2_048)).Zip(frames[t]))
            {
                // The logarithm of one cell alone and of all together differ in the last bit.
                Assert.Equal(byHand, cell, 1e-5f);
            }
        }
    }

    [Fact]
    public void Complete_NoSamples_GivesNoFrames() => Assert.Empty(Frames([]));

    [Fact]
    public void Push_Silence_IsAtTheFloor() =>
        Assert.All(Frames(new float[5_000]), frame => Assert.All(frame, cell => Assert.Equal(-100f, cell)));

    [Theory]
    [InlineData(100)]
    [InlineData(440)]
    [InlineData(1_000)]
    [InlineData(5_000)]
    [InlineData(10_000)]
    public void Push_Sine_IsLoudestInTheBandOfItsFrequency(int hz)
    {
        float[] signal = [.. Enumerable.Range(0, 22_050).Select(t => MathF.Sin(2 * MathF.PI * (hz * t % 22_050) / 22_050))];

        float[] frame = Frames(signal)[20];

        // Band b is centred on edge b + 1 of 130 that divide the mel scale up to 11,025 Hz evenly.
        double position = MelFilterbank.MelOf(hz) / MelFilterbank.MelOf(11_025) * 129;
        Assert.Equal(position - 1, frame.IndexOf(frame.Max()), 1.0);
    }

    [Fact]
    public void Push_TenTimesTheAmplitude_IsTwentyDecibelsMore()
    {
        float[] quiet = Noise(8_192);
        float[] loud = [.. quiet.Select(sample => 10 * sample)];

        foreach ((float[] soft, float[] hard) in Frames(quiet).Zip(Frames(loud)))
        {
            Assert.All(soft.Zip(hard), cell => Assert.Equal(cell.First + 20, cell.Second, 0.001));
        }
    }

    [Fact]
    public void Push_NotANumber_CountsAsSilence()
    {
        float[] broken = Noise(6_000);
        float[] mended = [.. broken];
        (broken[10], broken[3_000], broken[5_999]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        (mended[10], mended[3_000], mended[5_999]) = (0, 0, 0);

        Assert.Equal(Frames(mended), Frames(broken));
    }

    [Fact]
    public void Push_AfterComplete_Throws()
    {
        LogMelFrontEnd frontEnd = new((_, _) => { });
        frontEnd.Complete();

        Assert.Throws<InvalidOperationException>(() => frontEnd.Push([0f]));
    }

    private static List<float[]> Frames(float[] signal, int piece = int.MaxValue)
    {
        List<float[]> frames = [];
        LogMelFrontEnd frontEnd = new((_, frame) => frames.Add(frame.ToArray()));
        for (int at = 0; at < signal.Length; at += Math.Min(piece, signal.Length))
        {
            frontEnd.Push(signal.AsSpan(at, Math.Min(piece, signal.Length - at)));
        }

        frontEnd.Complete();
        return frames;
    }

    private static float[] Noise(int length)
    {
        Random random = new(length);
        return [.. Enumerable.Range(0, length).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    /// <summary>…, 2, 1, 0, 1, 2, …, n−1, n−2, …: step by step, however often it must turn round.</summary>
    private static int Mirror(int position, int length)
    {
        while (length > 1 && (position < 0 || position >= length))
        {
            position = position < 0 ? -position : (2 * (length - 1)) - position;
        }

        return length == 1 ? 0 : position;
    }

    private static float[] FrameByHand(ReadOnlySpan<float> samples)
    {
        double[] window = [.. Enumerable.Range(0, 2_048).Select(i => 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / 2_048)))];
        double[] power = new double[1_025];
        double[] mel = new double[128];
        new RealFft(window).PowerSpectrum(samples, power);
        new MelFilterbank(128, 22_050, 2_048).Apply(power, mel);
        return [.. mel.Select(value => (float)(10 * Math.Log10(Math.Max(value, 1e-10))))];
    }
}
