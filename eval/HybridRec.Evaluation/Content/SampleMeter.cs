using HybridRec.Engine.Audio;

namespace HybridRec.Evaluation.Content;

/// <summary>Passes a decoder's samples on and measures what a spectrogram no longer shows. For one file; not thread-safe.</summary>
internal sealed class SampleMeter(IAudioDecoder inner) : IAudioDecoder
{
    private long _samples;
    private long _crossings;
    private double _energy;
    private bool _positive;

    public int SampleRate => inner.SampleRate;

    /// <summary>Root mean square below full scale in dB; −200 for digital silence.</summary>
    public double Loudness => 10 * Math.Log10(Math.Max(1e-20, _energy / Math.Max(1, _samples)));

    /// <summary>Share of neighbouring samples of different sign; 0 counts as positive.</summary>
    public double ZeroCrossingRate => _crossings / (double)Math.Max(1, _samples - 1);

    public Task<AudioProbe> ProbeAsync(string path, CancellationToken cancellationToken) =>
        inner.ProbeAsync(path, cancellationToken);

    public Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken) =>
        inner.DecodeAsync(
            path,
            samples =>
            {
                Measure(samples);
                return sink(samples);
            },
            cancellationToken);

    private void Measure(ReadOnlySpan<float> samples)
    {
        foreach (float sample in samples)
        {
            bool positive = sample >= 0;
            _crossings += _samples > 0 && positive != _positive ? 1 : 0;
            _positive = positive;
            _energy += float.IsFinite(sample) ? (double)sample * sample : 0;
            _samples++;
        }
    }
}
