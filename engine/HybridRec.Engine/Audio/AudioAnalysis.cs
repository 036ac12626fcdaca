using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Audio;

/// <summary>All that an import learns from one audio file.</summary>
/// <param name="Probe">
/// Tags and format. Where the header gives no duration and the file was decoded to its end, the duration is what was
/// decoded.
/// </param>
/// <param name="Decoded">Playing time analysed.</param>
/// <param name="Excerpts">
/// What a network hears: the whole of a track of at most 36 s, else seven excerpts of 5 s that lie evenly over it, the first at
/// its beginning and the last at its end. Empty for a silent track.
/// </param>
/// <param name="Sound">Tempo, key, loudness and so on of all that was analysed; null for a silent track.</param>
/// <param name="Print">By what the recording is recognised in another file; empty for a silent track.</param>
/// <param name="Warnings">What a person may want to know, e.g. "silent"; usually empty.</param>
public sealed record AudioAnalysis(
    AudioProbe Probe,
    TimeSpan Decoded,
    IReadOnlyList<Spectrogram> Excerpts,
    SoundFeatures? Sound,
    SoundPrint Print,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Whether nothing can be heard, so that the track must not be embedded.</summary>
    public bool IsSilent => Excerpts.Count == 0;
}
