using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Content;

/// <summary>How cells become the network's input: (cell / 255 − the band's mean) · scale.</summary>
/// <param name="Means">Mean of each band over the training tracks, shape (bands), in 0..1.</param>
/// <param name="Scale">1 ÷ the standard deviation of all cells about their band's mean.</param>
internal sealed record BandStatistics(float[] Means, float Scale)
{
    /// <summary>Tracks looked at, spread evenly: more would cost time and change nothing.</summary>
    private const int MaxTracks = 2_000;

    public static BandStatistics Measure(IReadOnlyList<ContentExample> examples, int bands)
    {
        double[] sums = new double[bands];
        double[] squares = new double[bands];
        long frames = 0;
        int tracks = Math.Min(examples.Count, MaxTracks);
        for (int i = 0; i < tracks; i++)
        {
            foreach (Spectrogram excerpt in examples[(int)((long)i * examples.Count / tracks)].Excerpts)
            {
                frames += excerpt.Frames;
                for (int band = 0; band < bands; band++)
                {
                    long sum = 0;
                    long square = 0;
                    foreach (byte cell in excerpt.Cells.AsSpan(band * excerpt.Frames, excerpt.Frames))
                    {
                        sum += cell;
                        square += cell * cell;
                    }

                    sums[band] += sum / 255.0;
                    squares[band] += square / (255.0 * 255.0);
                }
            }
        }

        float[] means = new float[bands];
        double variance = 0;
        for (int band = 0; band < bands; band++)
        {
            double mean = sums[band] / frames;
            means[band] = (float)mean;
            variance += ((squares[band] / frames) - (mean * mean)) / bands;
        }

        // All-silent training tracks have no variance; any finite scale will do.
        return new BandStatistics(means, (float)(1.0 / Math.Sqrt(Math.Max(variance, 1e-6))));
    }
}
