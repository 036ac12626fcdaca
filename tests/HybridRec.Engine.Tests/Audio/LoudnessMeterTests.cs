using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class LoudnessMeterTests
{
    private const int Rate = 22_050;

    [Theory]
    [InlineData(-23, -23)]
    [InlineData(-33, -33)]
    [InlineData(-6, -6)]
    public void Lufs_StereoSineOfOneKilohertz_IsItsLevel(double peakDecibels, double lufs)
    {
        // EBU Tech 3341, case 1 and 2: both channels at a peak of x dBFS read x LUFS.
        Assert.Equal(lufs, Measure(2, 20, _ => Math.Pow(10, peakDecibels / 20))!.Value, 0.1);
    }

    [Fact]
    public void Lufs_OneChannel_IsThreeDecibelsLess() =>
        Assert.Equal(-23 - 3.01, Measure(1, 20, _ => Math.Pow(10, -23 / 20.0))!.Value, 0.1);

    [Fact]
    public void Lufs_QuietPartsBetween_AreLeftOutByTheRelativeGate()
    {
        // EBU Tech 3341, case 3: 10 s at −36, 60 s at −23, 10 s at −36 dBFS read −23 LUFS.
        double loudness = Measure(2, 80, second => Math.Pow(10, (second is >= 10 and < 70 ? -23 : -36) / 20.0))!.Value;

        Assert.Equal(-23, loudness, 0.1);
    }

    [Fact]
    public void Lufs_FiveParts_AreGatedAbsolutelyAndRelatively()
    {
        // EBU Tech 3341, case 4: −72, −36, −23, −36, −72 dBFS.
        double loudness = Measure(2, 100, second => Math.Pow(
            10,
            (second switch { < 10 => -72, < 20 => -36, < 80 => -23, < 90 => -36, _ => -72 }) / 20.0))!.Value;

        Assert.Equal(-23, loudness, 0.1);
    }

    [Theory]
    [InlineData(50, -4.65)]
    [InlineData(1_680, 1.9)]
    [InlineData(5_000, 3.3)]
    public void Lufs_OtherFrequencies_AreWeighed(double hz, double against1000)
    {
        // At 50 Hz the high-pass of 38.1 Hz with Q = 1/2 takes 3.98 dB; the shelf gives 1 kHz 0.67 dB, 1,680 Hz half its 4 dB
        // and a little more, and 5 kHz nearly all of them.
        double reference = Measure(2, 5, _ => 0.1)!.Value;

        Assert.Equal(against1000, Measure(2, 5, _ => 0.1, hz)!.Value - reference, 0.4);
    }

    [Fact]
    public void Lufs_SilenceOrLessThanABlock_IsNone()
    {
        Assert.Null(Measure(2, 5, _ => 0));
        Assert.Null(Measure(2, 0.35, _ => 0.5));
        Assert.Null(new LoudnessMeter(2).Lufs);
    }

    [Fact]
    public void Push_InPiecesAndWithNotANumber_MeasuresTheRest()
    {
        float[] samples = Sine(2, 10, _ => 0.1, 1_000);
        LoudnessMeter whole = new(2);
        LoudnessMeter pieces = new(2);
        LoudnessMeter broken = new(2);
        whole.Push(samples);
        for (int at = 0; at < samples.Length; at += 998)
        {
            pieces.Push(samples.AsSpan(at, Math.Min(998, samples.Length - at)));
        }

        samples[50_001] = float.NaN;
        broken.Push(samples);

        Assert.Equal(whole.Lufs, pieces.Lufs);
        Assert.Equal(whole.Lufs!.Value, broken.Lufs!.Value, 0.3);
    }

    private static double? Measure(int channels, double seconds, Func<double, double> amplitude, double hz = 1_000)
    {
        LoudnessMeter meter = new(channels);
        meter.Push(Sine(channels, seconds, amplitude, hz));
        return meter.Lufs;
    }

    private static float[] Sine(int channels, double seconds, Func<double, double> amplitude, double hz)
    {
        float[] samples = new float[channels * (int)(seconds * Rate)];
        for (int i = 0; i < samples.Length; i++)
        {
            double second = i / channels / (double)Rate;
            samples[i] = (float)(amplitude(second) * Math.Sin(2 * Math.PI * hz * second));
        }

        return samples;
    }
}
