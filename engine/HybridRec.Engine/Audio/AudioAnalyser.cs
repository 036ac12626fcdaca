using System.Globalization;
using System.Numerics.Tensors;

namespace HybridRec.Engine.Audio;

/// <summary>Reads an audio file once: tags, playing time, integrity, how it sounds, and the excerpts a network hears.</summary>
/// <remarks>
/// A file is truncated, and thus bad, if what was decoded falls short of the duration its header states by more than 2 s and
/// more than 5 %: encoders' padding and rounded headers stay below both. A file whose header states no duration (ADTS AAC,
/// mp3 without Xing header) or whose duration is read from its end (Ogg) cannot be told from a shorter one.
/// A track is silent if no cell of its log-mel exceeds −60 dB, about the last bit of a 16-bit recording.
/// Samples are worked on as they come, and the decoder waits meanwhile. Thread-safe if the decoder is. Memory: 4 MB a file under way, and 1 MB an hour of it.
/// </remarks>
public sealed class AudioAnalyser
{
    private const double TruncatedShare = 0.95;

    /// <summary>What no cell of a silent track's log-mel exceeds.</summary>
    internal const float SilentDecibels = -60f;

    /// <summary>Excerpts of a track that is not kept whole: its beginning, its end, and five between them.</summary>
    private const int ExcerptCount = 7;

    private static readonly TimeSpan TruncatedGap = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    // About what the excerpts of a longer track come to.
    private static readonly TimeSpan LongestWhole = TimeSpan.FromSeconds(36);

    private readonly IAudioDecoder _decoder;
    private readonly AudioAnalyserOptions _options;

    /// <summary>Creates an analyser.</summary>
    /// <param name="decoder">Reads the files, at 22,050 Hz.</param>
    /// <param name="options">How much of a file is analysed; null for the defaults.</param>
    /// <exception cref="ArgumentException">The decoder delivers another sample rate.</exception>
    public AudioAnalyser(IAudioDecoder decoder, AudioAnalyserOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        if (decoder.SampleRate != LogMelFrontEnd.SampleRate)
        {
            throw new ArgumentException(
                $"The decoder delivers {decoder.SampleRate} Hz, not {LogMelFrontEnd.SampleRate}.", nameof(decoder));
        }

        _decoder = decoder;
        _options = options ?? new AudioAnalyserOptions();
    }

    /// <summary>Analyses one file.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="cancellationToken">Kills the work.</param>
    /// <exception cref="AudioDecodeException">It is not audio, unreadable, truncated, or shorter than 1 s.</exception>
    /// <exception cref="AudioToolMissingException">The program or library behind the decoder is not installed.</exception>
    public async Task<AudioAnalysis> AnalyseAsync(string path, CancellationToken cancellationToken)
    {
        SpectrogramRecorder recorder = new();
        SoundMeter sound = new();
        SoundPrinter printer = new();
        LoudnessMeter loudness = new(_decoder.Channels);
        LogMelFrontEnd logMel = new((power, decibels) =>
        {
            recorder.Add(decibels);
            sound.Add(power, decibels);
            printer.Add(power, TensorPrimitives.Max(decibels));
        });
        SampleSink mono = Downmix.To(
            _decoder.Channels,
            samples =>
            {
                logMel.Push(samples);
                return true;
            });
        long left = (long)(_options.MaxAnalysedDuration.TotalSeconds * LogMelFrontEnd.SampleRate) * _decoder.Channels;
        bool cut = false;
        DecodeResult result = await _decoder.DecodeAsync(
            path,
            samples =>
            {
                cut = samples.Length > left;
                ReadOnlySpan<float> analysed = cut ? samples[..(int)left] : samples;
                loudness.Push(analysed);
                mono(analysed);
                left -= samples.Length;
                return !cut;
            },
            cancellationToken);
        logMel.Complete();

        TimeSpan decoded = cut ? _options.MaxAnalysedDuration : result.Decoded;
        AudioProbe probe = result.Probe;
        ThrowIfTruncated(path, probe, decoded);
        if (decoded < Shortest)
        {
            throw new AudioDecodeException(
                path, Invariant($"too short: {decoded.TotalSeconds:0.0} s, at least 1 s is needed"));
        }

        bool silent = recorder.LoudestDecibels <= SilentDecibels;
        return new AudioAnalysis(
            cut ? probe : probe with { Duration = probe.Duration ?? decoded },
            decoded,
            silent ? [] : decoded <= LongestWhole ? [recorder.Whole()] : recorder.Spread(ExcerptCount),
            silent ? null : sound.Features(loudness.Lufs),
            printer.Print(),
            Warnings(cut, silent, result));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void ThrowIfTruncated(string path, AudioProbe probe, TimeSpan decoded)
    {
        TimeSpan stated = probe.Duration ?? decoded;
        TimeSpan expected = stated < _options.MaxAnalysedDuration ? stated : _options.MaxAnalysedDuration;
        if (decoded < expected * TruncatedShare && decoded < expected - TruncatedGap)
        {
            throw new AudioDecodeException(
                path,
                Invariant($"truncated: {decoded.TotalSeconds:0.0} s of {stated.TotalSeconds:0.0} s could be decoded"));
        }
    }

    private List<string> Warnings(bool cut, bool silent, DecodeResult result)
    {
        List<string> warnings = [];
        if (cut)
        {
            warnings.Add(Invariant($"only the first {_options.MaxAnalysedDuration.TotalMinutes:0.#} min analysed"));
        }

        if (silent)
        {
            warnings.Add("silent");
        }

        if (result.Warnings is { } complaints)
        {
            warnings.Add($"the decoder complained: {complaints}");
        }

        return warnings;
    }
}
