using System.Runtime.InteropServices;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>Adds white Gaussian noise to the mono mix of what a decoder delivers, at a level below the recording's root mean square.</summary>
/// <remarks>Holds the samples that are analysed (5 minutes, 26 MB), since their level is known only at the end.</remarks>
internal sealed class NoisyDecoder(IAudioDecoder inner, double signalToNoiseDecibels, int seed) : IAudioDecoder
{
    public int SampleRate => inner.SampleRate;

    public async Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
    {
        // A second more than is analysed, so that the analyser still sees that the file goes on.
        long most = (long)(AudioClips.AnalyserOptions.MaxAnalysedDuration.TotalSeconds + 1) * SampleRate;
        List<float> samples = [];
        DecodeResult result = await inner.DecodeAsync(
            path,
            Downmix.To(
                inner.Channels,
                piece =>
                {
                    samples.AddRange(piece);
                    return samples.Count < most;
                }),
            cancellationToken);
        sink(Noisy(CollectionsMarshal.AsSpan(samples)));
        return result;
    }

    private Span<float> Noisy(Span<float> samples)
    {
        double energy = 0;
        foreach (ref float sample in samples)
        {
            sample = float.IsFinite(sample) ? sample : 0;
            energy += (double)sample * sample;
        }

        float level = (float)(Math.Sqrt(energy / samples.Length) * Math.Pow(10, -signalToNoiseDecibels / 20));
        Random random = new(seed);
        foreach (ref float sample in samples)
        {
            sample += level * random.NextGaussian();
        }

        return samples;
    }
}
