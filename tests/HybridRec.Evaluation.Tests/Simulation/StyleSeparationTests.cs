using HybridRec.Engine.Audio;
using HybridRec.Evaluation.Simulation;

namespace HybridRec.Evaluation.Tests.Simulation;

/// <summary>Whether the rendered styles can be told apart by ear, and not by a mere level.</summary>
public sealed class StyleSeparationTests(ITestOutputHelper output)
{
    private const int Groups = 16;

    [Fact]
    public void NearestCentroid_SpectrumAndChange_TellsStylesApartButLoudnessDoesNot()
    {
        LibraryPlan plan = LibraryPlan.Make(new LibraryOptions { Tracks = 120, Seconds = 6, Seed = 3 });
        double[][] features = new double[plan.Tracks.Count][];
        double[][] loudness = new double[plan.Tracks.Count][];
        Parallel.ForEach(plan.Tracks, track =>
        {
            float[] samples = TrackRenderer.Render(track);
            features[track.Index] = SpectrumAndChange(samples);
            loudness[track.Index] = [10 * Math.Log10(samples.Average(sample => (double)sample * sample))];
        });

        int[] styles = [.. plan.Tracks.Select(track => track.Style)];
        double byEar = LeaveOneOutAccuracy(features, styles);
        double byLoudness = LeaveOneOutAccuracy(loudness, styles);
        output.WriteLine($"by ear {byEar:P0}, by loudness {byLoudness:P0}, by chance 10 %");

        Assert.InRange(byEar, 0.7, 1);
        Assert.InRange(byLoudness, 0, 0.3);
    }

    /// <summary>Mean level and mean change between frames of 16 groups of mel bands, in dB, the overall level taken out.</summary>
    private static double[] SpectrumAndChange(float[] samples)
    {
        double[] level = new double[Groups];
        double[] change = new double[Groups];
        double[] last = new double[Groups];
        int frames = 0;
        LogMelFrontEnd front = new((_, decibels) =>
        {
            for (int group = 0; group < Groups; group++)
            {
                double now = 0;
                foreach (float band in decibels.Slice(group * 8, 8))
                {
                    now += Math.Max(band, -60) / 8;
                }

                level[group] += now;
                change[group] += frames == 0 ? 0 : Math.Abs(now - last[group]);
                last[group] = now;
            }

            frames++;
        });
        front.Push(samples);
        front.Complete();
        double mean = level.Average();
        return [.. level.Select(sum => (sum - mean) / frames), .. change.Select(sum => 5 * sum / frames)];
    }

    private static double LeaveOneOutAccuracy(double[][] features, int[] styles)
    {
        int right = 0;
        for (int left = 0; left < styles.Length; left++)
        {
            int nearest = Enumerable.Range(0, LibraryPlan.StyleCount).MinBy(style =>
            {
                double[][] members = [.. features.Where((_, i) => i != left && styles[i] == style)];
                return Enumerable.Range(0, features[left].Length)
                    .Sum(column => Math.Pow(features[left][column] - members.Average(member => member[column]), 2));
            });
            right += nearest == styles[left] ? 1 : 0;
        }

        return (double)right / styles.Length;
    }
}
