using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Content;

/// <summary>How pictures are coarsened before a network sees them: neighbouring cells averaged in decibels.</summary>
/// <param name="BandStep">Bands averaged into one.</param>
/// <param name="FrameStep">Frames averaged into one.</param>
internal readonly record struct PictureReduction(int BandStep, int FrameStep)
{
    /// <summary>For pictures of some bands.</summary>
    public static PictureReduction For(ContentOptions options, int bands) =>
        new(Math.Max(1, bands / options.MaxBands), options.FrameStep);

    public int Bands(int bands) => bands / BandStep;

    /// <summary>Averages cells; a remainder of bands or frames is left out, but one frame always stays.</summary>
    public Spectrogram Reduce(Spectrogram picture)
    {
        int bands = Bands(picture.Bands);
        int step = Math.Min(FrameStep, picture.Frames);
        int frames = picture.Frames / step;
        byte[] cells = new byte[bands * frames];
        int count = BandStep * step;
        for (int band = 0; band < bands; band++)
        {
            for (int t = 0; t < frames; t++)
            {
                int sum = 0;
                for (int b = 0; b < BandStep; b++)
                {
                    foreach (byte cell in picture.Cells.AsSpan((((band * BandStep) + b) * picture.Frames) + (t * step), step))
                    {
                        sum += cell;
                    }
                }

                cells[(band * frames) + t] = (byte)((sum + (count / 2)) / count);
            }
        }

        return new Spectrogram(bands, frames, cells);
    }
}
