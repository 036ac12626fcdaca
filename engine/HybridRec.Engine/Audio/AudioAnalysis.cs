namespace HybridRec.Engine.Audio;

/// <summary>All that an import learns from one audio file.</summary>
/// <param name="Probe">
/// Tags and format. Where the header gives no duration and the file was decoded to its end, the duration is what was
/// decoded.
/// </param>
/// <param name="Decoded">Playing time analysed.</param>
/// <param name="Excerpts">
/// What a network hears: the whole track up to 31 s, else three excerpts of 10 s. Empty for a silent track.
/// </param>
/// <param name="IsSilent">Whether nothing can be heard, so that the track must not be embedded.</param>
/// <param name="Warnings">What a person may want to know, e.g. "silent"; usually empty.</param>
public sealed record AudioAnalysis(
    AudioProbe Probe,
    TimeSpan Decoded,
    IReadOnlyList<Spectrogram> Excerpts,
    bool IsSilent,
    IReadOnlyList<string> Warnings);
