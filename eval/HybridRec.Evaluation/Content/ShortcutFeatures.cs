using HybridRec.Engine.Audio;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>What a classifier could go by without hearing music: how loud which frequencies are, and how fast.</summary>
public static class ShortcutFeatures
{
    /// <summary>The mean of each band over all frames.</summary>
    /// <returns>Shape (clips, bands), cells in 0..255.</returns>
    public static FactorMatrix MeanSpectrum(IReadOnlyList<Clip> clips) =>
        Rows(clips, clip => Statistics(clip)[..clip.Excerpts[0].Bands]);

    /// <summary>The mean, standard deviation and mean absolute difference between frames of each band.</summary>
    /// <returns>Shape (clips, 3 · bands), cells in 0..255.</returns>
    public static FactorMatrix BandStatistics(IReadOnlyList<Clip> clips) => Rows(clips, Statistics);

    /// <summary>The tempo alone.</summary>
    /// <returns>Shape (clips, 1), beats a minute.</returns>
    public static FactorMatrix Tempo(IReadOnlyList<Clip> clips) => Rows(clips, clip => [(float)clip.Sound.Tempo]);

    private static FactorMatrix Rows(IReadOnlyList<Clip> clips, Func<Clip, float[]> features)
    {
        float[][] rows = [.. clips.Select(features)];
        FactorMatrix matrix = new(rows.Length, rows[0].Length);
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row].CopyTo(matrix.Row(row));
        }

        return matrix;
    }

    private static float[] Statistics(Clip clip)
    {
        int bands = clip.Excerpts[0].Bands;
        float[] features = new float[3 * bands];
        long frames = clip.Excerpts.Sum(excerpt => (long)excerpt.Frames);
        long steps = Math.Max(1, frames - clip.Excerpts.Count);
        for (int band = 0; band < bands; band++)
        {
            double sum = 0;
            double squares = 0;
            double differences = 0;
            foreach (Spectrogram excerpt in clip.Excerpts)
            {
                ReadOnlySpan<byte> cells = excerpt.Cells.AsSpan(band * excerpt.Frames, excerpt.Frames);
                for (int t = 0; t < cells.Length; t++)
                {
                    sum += cells[t];
                    squares += cells[t] * cells[t];
                    differences += t == 0 ? 0 : Math.Abs(cells[t] - cells[t - 1]);
                }
            }

            double mean = sum / frames;
            features[band] = (float)mean;
            features[bands + band] = (float)Math.Sqrt(Math.Max(0, (squares / frames) - (mean * mean)));
            features[(2 * bands) + band] = (float)(differences / steps);
        }

        return features;
    }
}
