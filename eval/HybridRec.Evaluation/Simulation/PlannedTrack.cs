namespace HybridRec.Evaluation.Simulation;

/// <summary>One track of a rendered library, before it is rendered.</summary>
/// <param name="Index">Its place in the library, from 0; unrelated to its style.</param>
/// <param name="Artist">Artist, unique by name.</param>
/// <param name="Title">Title, unique in the library.</param>
/// <param name="Album">Album.</param>
/// <param name="Duration">Playing time.</param>
/// <param name="RelativePath">Where its file goes below the library's folder; its extension says the format.</param>
/// <param name="Style">Its hidden style, 0 to <see cref="LibraryPlan.StyleCount"/> − 1: truth for the judge, never written anywhere.</param>
/// <param name="Seed">Seed of the performance.</param>
public sealed record PlannedTrack(
    int Index,
    string Artist,
    string Title,
    string Album,
    TimeSpan Duration,
    string RelativePath,
    int Style,
    int Seed);
