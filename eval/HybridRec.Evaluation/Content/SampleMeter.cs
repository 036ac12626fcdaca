using HybridRec.Engine.Audio;

namespace HybridRec.Evaluation.Content;

/// <summary>Passes a decoder's samples on and measures what a spectrogram no longer shows, on their mono mix. For one file; not thread-safe.</summary>
internal sealed class SampleMeter(IAudioDecoder inner) : IAudioDecoder
{
    private long _samples;
    private long _crossings;
    private bool _positive;

    public int SampleRate => inner.SampleRate;

    public int Channels => inner.Channels;

    /// <summary>Share of neighbouring samples of different sign; 0 counts as positive.</summary>
    public double ZeroCrossingRate => _crossings / (double)Math.Max(1, _samples - 1);

    public Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
    {
        SampleSink meter = Downmix.To(
            inner.Channels,
            samples =>
            {
                Measure(samples);
                return true;
            });
        return inner.DecodeAsync(
            path,
            samples =>
            {
                meter(samples);
                return sink(samples);
            },
            cancellationToken);
    }

    private void Measure(ReadOnlySpan<float> samples)
    {
        foreach (float sample in samples)
        {
            bool positive = sample >= 0;
            _crossings += _samples > 0 && positive != _positive ? 1 : 0;
            _positive = positive;
            _samples++;
        }
    }
}
