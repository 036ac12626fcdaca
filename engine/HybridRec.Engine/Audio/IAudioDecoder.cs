namespace HybridRec.Engine.Audio;

/// <summary>What a file says of itself.</summary>
/// <param name="Duration">Playing time by its header, or null if it has none.</param>
/// <param name="Tags">Tag names in lower case and their values, trimmed, never empty.</param>
/// <param name="Codec">Audio codec, e.g. "mp3".</param>
/// <param name="SampleRate">Hz.</param>
/// <param name="Channels">Number of channels.</param>
public sealed record AudioProbe(
    TimeSpan? Duration, IReadOnlyDictionary<string, string> Tags, string Codec, int SampleRate, int Channels);

/// <summary>How a decode ended.</summary>
/// <param name="Decoded">Playing time delivered.</param>
/// <param name="Warnings">What the decoder complained about, last lines, or null.</param>
public sealed record DecodeResult(TimeSpan Decoded, string? Warnings);

/// <summary>Takes samples as they are decoded; returns false to stop early (which is no error).</summary>
/// <param name="samples">The next mono float32 samples, nominally in [−1, 1]; valid only during the call.</param>
public delegate bool SampleSink(ReadOnlySpan<float> samples);

/// <summary>Reads audio files: tags and duration, and samples as a stream. Thread-safe.</summary>
public interface IAudioDecoder
{
    /// <summary>Reads tags and duration without decoding.</summary>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="cancellationToken">Kills the work.</param>
    /// <exception cref="AudioDecodeException">It is not audio, unreadable, or took too long.</exception>
    /// <exception cref="AudioToolMissingException">The program or library behind the decoder is not installed.</exception>
    Task<AudioProbe> ProbeAsync(string path, CancellationToken cancellationToken);

    /// <summary>Decodes to mono float32 at <see cref="SampleRate"/>, in bounded memory, with back-pressure.</summary>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="sink">Called with consecutive samples, never concurrently.</param>
    /// <param name="cancellationToken">Kills the work.</param>
    /// <exception cref="AudioDecodeException">Nothing could be decoded, or it took too long.</exception>
    /// <exception cref="AudioToolMissingException">The program or library behind the decoder is not installed.</exception>
    Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken);

    /// <summary>Samples a second delivered by <see cref="DecodeAsync"/>, in Hz: 22,050.</summary>
    int SampleRate { get; }
}
