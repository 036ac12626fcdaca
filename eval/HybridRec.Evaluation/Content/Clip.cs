using HybridRec.Engine.Audio;

namespace HybridRec.Evaluation.Content;

/// <summary>A stretch of music with a known label.</summary>
/// <param name="Name">What it is called in reports.</param>
/// <param name="Label">Its class: a genre, a collection.</param>
/// <param name="Artist">Its artist; empty where unknown.</param>
/// <param name="Excerpts">What a network hears, one or more.</param>
/// <param name="Sound">What can be measured of it without a network.</param>
/// <param name="File">Its audio file; null where only spectrograms are given.</param>
public sealed record Clip(
    string Name,
    string Label,
    string Artist,
    IReadOnlyList<Spectrogram> Excerpts,
    SoundMeasures Sound,
    string? File = null);

/// <summary>A partition: what is learned from, and what is asked about.</summary>
/// <param name="Train">Numbers of clips, ascending.</param>
/// <param name="Test">Numbers of clips, ascending; disjoint from <paramref name="Train"/>.</param>
public sealed record ClipFold(IReadOnlyList<int> Train, IReadOnlyList<int> Test);

/// <summary>Clips as they were read.</summary>
/// <param name="Clips">The clips.</param>
/// <param name="GivenFold">The split that came with them; null where there was none.</param>
/// <param name="FramesPerSecond">Frames of a spectrogram a second.</param>
/// <param name="Source">Where they came from, in words.</param>
/// <param name="Hash">SHA-256 over the input's bytes, hexadecimal.</param>
/// <param name="Notes">What was left out, in words with counts.</param>
public sealed record ClipSet(
    IReadOnlyList<Clip> Clips,
    ClipFold? GivenFold,
    double FramesPerSecond,
    string Source,
    string Hash,
    IReadOnlyList<string> Notes);
