using System.Numerics.Tensors;

namespace HybridRec.Engine.Audio;

/// <summary>Takes one frame of a spectrogram.</summary>
/// <param name="power">
/// Power of the windowed frame, shape (1,025): bin k lies at k · 22,050/2,048 Hz. Valid only during the call.
/// </param>
/// <param name="decibels">Mel bands, lowest first, in dB re 1; valid only during the call.</param>
public delegate void FrameSink(ReadOnlySpan<double> power, ReadOnlySpan<float> decibels);

/// <summary>
/// Turns a stream of samples into log-mel frames: 10·log10(max(S, 1e-10)) of the mel power S of windowed, overlapping
/// pieces. However the samples are cut into pushes, the frames are the same to the last bit.
/// </summary>
/// <remarks>
/// Mono 22,050 Hz; periodic Hann window of 2,048 samples; frame t is centred on sample 512·t, the signal reflected at both
/// ends; n samples give 1 + ⌊n/512⌋ frames. 128 Slaney mel bands, 0–11,025 Hz (<see cref="MelFilterbank"/>).
/// Memory: about 200 KB, whatever the length. Not thread-safe.
/// </remarks>
public sealed class LogMelFrontEnd
{
    /// <summary>Samples a second expected, in Hz.</summary>
    public const int SampleRate = 22_050;

    /// <summary>Samples a frame looks at.</summary>
    public const int FftSize = 2_048;

    /// <summary>Samples from one frame to the next.</summary>
    public const int Hop = 512;

    /// <summary>Mel bands.</summary>
    public const int Bands = 128;

    /// <summary>dB of silence: 10·log10(1e-10).</summary>
    public const float FloorDecibels = -100f;

    private const double MinPower = 1e-10;
    private const int Reach = FftSize / 2;
    private const int BufferSize = 8 * FftSize;

    private static readonly MelFilterbank Filterbank = new(Bands, SampleRate, FftSize);
    private static readonly double[] Window = PeriodicHann();

    private readonly FrameSink _sink;
    private readonly RealFft _fft = new(Window);
    private readonly float[] _recent = new float[BufferSize];
    private readonly float[] _reflected = new float[FftSize];
    private readonly double[] _power = new double[Reach + 1];
    private readonly double[] _mel = new double[Bands];
    private readonly float[] _decibels = new float[Bands];
    private long _recentStart;
    private int _recentCount;
    private long _frames;
    private bool _completed;

    /// <summary>Starts an empty stream.</summary>
    /// <param name="sink">Called with each frame in order.</param>
    public LogMelFrontEnd(FrameSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        _sink = sink;
    }

    private long SampleCount => _recentStart + _recentCount;

    /// <summary>Adds samples; calls the sink for every frame that is complete.</summary>
    /// <param name="samples">The next samples; NaN and infinity, which broken float files hold, count as silence.</param>
    /// <exception cref="InvalidOperationException">The stream was completed.</exception>
    public void Push(ReadOnlySpan<float> samples)
    {
        if (_completed)
        {
            throw new InvalidOperationException("Samples were pushed after the stream was completed.");
        }

        while (samples.Length > 0)
        {
            int taken = Math.Min(samples.Length, BufferSize - _recentCount);
            Span<float> target = _recent.AsSpan(_recentCount, taken);
            samples[..taken].CopyTo(target);
            Silence.InsteadOfNotFinite(target);

            _recentCount += taken;
            samples = samples[taken..];
            EmitWholeFrames();
            ForgetOldSamples();
        }
    }

    /// <summary>Ends the stream: emits the frames that reach beyond the last sample; none if there was none.</summary>
    public void Complete()
    {
        if (_completed)
        {
            return;
        }

        _completed = true;
        long count = SampleCount == 0 ? 0 : 1 + (SampleCount / Hop);
        while (_frames < count)
        {
            EmitReflected();
        }
    }

    private static double[] PeriodicHann()
    {
        double[] window = new double[FftSize];
        for (int i = 0; i < FftSize; i++)
        {
            window[i] = 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / FftSize));
        }

        return window;
    }

    private void EmitWholeFrames()
    {
        // One sample more than a frame's own reach, since the reflection at the start of the signal leaves out sample 0.
        while (SampleCount > (_frames * Hop) + Reach)
        {
            long start = (_frames * Hop) - Reach;
            if (start < 0)
            {
                EmitReflected();
                continue;
            }

            Emit(_recent.AsSpan((int)(start - _recentStart), FftSize));
        }
    }

    private void EmitReflected()
    {
        long start = (_frames * Hop) - Reach;
        for (int i = 0; i < FftSize; i++)
        {
            _reflected[i] = _recent[(int)(Reflected(start + i) - _recentStart)];
        }

        Emit(_reflected);
    }

    /// <summary>Mirrors a position at the first and the last sample, repeatedly for a signal shorter than a frame.</summary>
    private long Reflected(long position)
    {
        long last = SampleCount - 1;
        if (last == 0)
        {
            return 0;
        }

        long folded = Math.Abs(position) % (2 * last);
        return folded <= last ? folded : (2 * last) - folded;
    }

    private void Emit(ReadOnlySpan<float> samples)
    {
        _fft.PowerSpectrum(samples, _power);
        Filterbank.Apply(_power, _mel);
        TensorPrimitives.Max(_mel, MinPower, _mel);
        TensorPrimitives.Log10<double>(_mel, _mel);
        TensorPrimitives.Multiply(_mel, 10, _mel);
        TensorPrimitives.ConvertTruncating<double, float>(_mel, _decibels);
        _frames++;
        _sink(_power, _decibels);
    }

    /// <summary>Keeps what the next frame needs and what the reflection at the end of the signal may need.</summary>
    private void ForgetOldSamples()
    {
        long needed = Math.Min((_frames * Hop) - Reach, SampleCount - FftSize);
        int forgotten = (int)Math.Max(0, needed - _recentStart);
        if (forgotten > 0)
        {
            _recent.AsSpan(forgotten, _recentCount - forgotten).CopyTo(_recent);
            _recentStart += forgotten;
            _recentCount -= forgotten;
        }
    }
}
