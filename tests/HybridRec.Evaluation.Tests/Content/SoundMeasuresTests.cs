using HybridRec.Engine.Audio;
using HybridRec.Evaluation.Content;

namespace HybridRec.Evaluation.Tests.Content;

public sealed class SoundMeasuresTests
{
    [Theory]
    [InlineData(43.07, 60)]
    [InlineData(43.07, 95)]
    [InlineData(43.07, 120)]
    [InlineData(43.07, 174)]
    [InlineData(12.9, 90)]
    [InlineData(12.9, 130)]
    public void Tempo_OfAClick_IsItsOwnOrAnOctaveOff(double framesPerSecond, double bpm)
    {
        double[] strength = new double[(int)(30 * framesPerSecond)];
        for (double beat = 0.3; beat * framesPerSecond < strength.Length - 1; beat += 60 / bpm)
        {
            // A click between two frames is in both.
            double at = beat * framesPerSecond;
            strength[(int)at] += 1 - (at - (int)at);
            strength[(int)at + 1] += at - (int)at;
        }

        double tempo = Onsets.Tempo(strength, framesPerSecond);

        double octaves = Math.Log2(tempo / bpm);
        Assert.Equal(Math.Round(octaves), octaves, 0.03);
        Assert.InRange(octaves, -1.05, 1.05);
    }

    [Fact]
    public void Tempo_WithoutChange_Is120() => Assert.Equal(120, Onsets.Tempo(new double[200], 20));

    [Fact]
    public void Strength_CountsWhatGrowsLouder()
    {
        // One band rises by 51 cells (16 dB), the other falls.
        Spectrogram picture = new(2, 3, [100, 151, 151, 200, 100, 100]);

        double[] strength = Onsets.Strength(picture);

        Assert.Equal(0, strength[0]);
        Assert.Equal(8, strength[1], 1e-9);
        Assert.Equal(0, strength[2]);
    }

    [Fact]
    public void Rate_CountsPeaks()
    {
        double[] strength = new double[100];
        foreach (int t in (int[])[10, 30, 50, 70, 90])
        {
            strength[t] = 1;
            strength[t + 1] = 0.5;
        }

        // Five in 100 frames, that is five seconds.
        Assert.Equal(1.0, Onsets.Rate(strength, 20), 1e-9);
    }

    [Fact]
    public void Of_OneLoudBand_GivesItsFrequencyAndLevel()
    {
        byte[] cells = new byte[128 * 10];
        cells.AsSpan(40 * 10, 10).Fill(255);

        SoundMeasures sound = SoundMeasures.Of([new Spectrogram(128, 10, cells)], 20);

        // Band 40 of 128 lies at 41/129 of 50.2 mel, 15.97 mel, 1,069 Hz; one of 128 bands is 21.07 dB below one of one.
        Assert.InRange(sound.Centroid, 1_050, 1_090);
        Assert.Equal(-21.07, sound.Loudness, 0.01);
        Assert.True(double.IsNaN(sound.ZeroCrossingRate));
    }

    [Fact]
    public void ShortcutFeatures_HandWorked()
    {
        Clip clip = Pictures.Clip("a", picture: new Spectrogram(2, 4, [0, 2, 0, 2, 5, 5, 5, 5]));

        Assert.Equal([1f, 5f], ShortcutFeatures.MeanSpectrum([clip]).Row(0).ToArray());
        Assert.Equal([1f, 5f, 1f, 0f, 2f, 0f], ShortcutFeatures.BandStatistics([clip]).Row(0).ToArray());
        Assert.Equal((float)clip.Sound.Tempo, ShortcutFeatures.Tempo([clip]).Row(0)[0]);
    }
}
