namespace HybridRec.Engine.Catalogue;

/// <summary>What can be said of a track's sound without a network.</summary>
/// <param name="TempoBpm">Beats a minute, 40 to 240; may be off by a factor of two or three (<c>Audio.Onsets</c>).</param>
/// <param name="Key">The key whose profile fits the pitch classes best.</param>
/// <param name="KeyStrength">Correlation with that profile, −1 to 1; below about 0.5 the key means little.</param>
/// <param name="LoudnessLufs">Integrated loudness in LUFS (EBU R128); null where every block is below −70 LUFS.</param>
/// <param name="OnsetRate">Onsets a second (<c>Audio.Onsets</c>).</param>
/// <param name="CentroidHz">Power-weighted mean frequency of a frame, averaged over the frames that are not silent, in Hz.</param>
public sealed record SoundFeatures(
    double TempoBpm, MusicalKey Key, double KeyStrength, double? LoudnessLufs, double OnsetRate, double CentroidHz);
