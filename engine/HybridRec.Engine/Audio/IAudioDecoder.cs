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
/// <param name="Probe">What the file says of itself.</param>
/// <param name="Decoded">Playing time delivered.</param>
/// <param name="Warnings">What the decoder complained about, last lines, or null.</param>
public sealed record DecodeResult(AudioProbe Probe, TimeSpan Decoded, string? Warnings);

/// <summary>Takes samples as they are decoded; returns false to stop early (which is no error).</summary>
/// <param name="samples">
/// The next float32 samples, nominally in [−1, 1], channels in turn (<see cref="IAudioDecoder.Channels"/>); valid only during
/// the call.
/// </param>
public delegate bool SampleSink(ReadOnlySpan<float> samples);

/// <summary>Reads audio files: tags, duration and samples, all in one go. Thread-safe.</summary>
public interface IAudioDecoder
{
    /// <summary>Decodes to float32 at <see cref="SampleRate"/>, in bounded memory, with back-pressure.</summary>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="sink">Called with consecutive samples of whole frames, never concurrently.</param>
    /// <param name="cancellationToken">Kills the work.</param>
    /// <exception cref="AudioDecodeException">Nothing could be decoded, or it took too long.</exception>
    /// <exception cref="AudioToolMissingException">The program or library behind the decoder is not installed.</exception>
    Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken);

    /// <summary>Samples a second and channel delivered by <see cref="DecodeAsync"/>, in Hz: 22,050.</summary>
    int SampleRate { get; }

    /// <summary>Channels delivered, whatever the file has: 1, or 2 in turn, a mono file then at 1/√2 in each.</summary>
    /// <value>Default 1.</value>
    int Channels => 1;
}
