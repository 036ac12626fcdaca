using HybridRec.Engine.Audio;
using HybridRec.Evaluation.Content;

namespace HybridRec.Evaluation.Tests.Content;

public sealed class SpectrogramTransformationsTests
{
    [Fact]
    public void Equalise_FlatPicture_RisesByTwiceTheGainFromEndToEnd()
    {
        Spectrogram flat = new(5, 8, [.. Enumerable.Repeat((byte)200, 40)]);

        Spectrogram changed = SpectrogramTransformations.Equalise(flat, 12);

        // Bass +12 dB is the new loudest; treble is 24 dB below: 76.5 cells.
        Assert.Equal(255, changed.Cells[0]);
        Assert.Equal(255 - 38, changed.Cells[2 * 8], 1.0);
        Assert.Equal(255 - 77, changed.Cells[4 * 8], 1.0);
    }

    [Fact]
    public void Equalise_CellAtTheFloor_StaysThere()
    {
        Spectrogram picture = new(2, 8, [.. Enumerable.Repeat((byte)0, 8), .. Enumerable.Repeat((byte)255, 8)]);

        Assert.All(SpectrogramTransformations.Equalise(picture, 12).Cells[..8], cell => Assert.Equal(0, cell));
    }

    [Fact]
    public void LowPass_SilencesTheTopQuarterOnly()
    {
        Spectrogram picture = Pictures.Picture(4, 5, 1);

        byte[] cells = SpectrogramTransformations.LowPass(picture).Cells;

        int kept = 18 * picture.Frames;
        Assert.All(cells[kept..], cell => Assert.Equal(0, cell));

        // What is left is put relative to its loudest cell.
        Assert.Equal(255, cells[..kept].Max());
        Assert.Equal(255 - picture.Cells[..kept].Max(), cells[0] - picture.Cells[0]);
    }

    [Fact]
    public void Gain_LowersEveryCellByTenDecibels()
    {
        Spectrogram picture = new(1, 8, [255, 100, 32, 31, 0, 0, 0, 0]);

        // 10 dB are 31.9 cells.
        Assert.Equal([223, 68, 0, 0, 0, 0, 0, 0], SpectrogramTransformations.Gain(picture, -10).Cells);
    }

    [Fact]
    public void Noise_FillsTheSilentCellsAtItsLevel()
    {
        byte[] cells = new byte[10 * 400];
        cells.AsSpan(0, 400).Fill(255);

        Spectrogram noisy = SpectrogramTransformations.Noise(new Spectrogram(10, 400, cells), 20, 1);

        // The mean power is a tenth of the loud band's; noise is 20 dB below that, 30 dB below the band: 255 − 96 on average.
        double power = noisy.Cells[400..].Average(cell => Math.Pow(10, (cell - 255) * 80 / 255.0 / 10));
        Assert.Equal(-30, 10 * Math.Log10(power), 1.0);
        Assert.Equal(noisy.Cells, SpectrogramTransformations.Noise(new Spectrogram(10, 400, cells), 20, 1).Cells);
    }

    [Theory]
    [InlineData(1.06, 94)]
    [InlineData(0.94, 106)]
    [InlineData(1, 100)]
    public void Tempo_ReadsTheTimeAxisAtAnotherPace(double pace, int frames)
    {
        Spectrogram ramp = new(1, 100, [.. Enumerable.Range(0, 100).Select(t => (byte)(2 * t))]);

        Spectrogram changed = SpectrogramTransformations.Tempo(ramp, pace);

        Assert.Equal(frames, changed.Frames);
        for (int t = 0; t < frames; t++)
        {
            Assert.Equal(Math.Min(198, 2 * t * pace), changed.Cells[t], 0.51);
        }
    }
}
