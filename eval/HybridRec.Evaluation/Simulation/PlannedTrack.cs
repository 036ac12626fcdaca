namespace HybridRec.Evaluation.Simulation;

/// <summary>One track of a simulated world: one to be rendered, or a real one.</summary>
/// <param name="Index">Its place in the library, from 0; unrelated to its style.</param>
/// <param name="Artist">Artist.</param>
/// <param name="Title">Title; unique in a rendered library.</param>
/// <param name="Album">Album.</param>
/// <param name="Duration">Playing time.</param>
/// <param name="RelativePath">Where its file goes below the library's folder; its extension says the format.</param>
/// <param name="Style">Its hidden style, counted from 0: truth for the judge, which no model sees.</param>
/// <param name="Seed">Seed of the performance; 0 for a real track.</param>
public sealed record PlannedTrack(
    int Index,
    string Artist,
    string Title,
    string Album,
    TimeSpan Duration,
    string RelativePath,
    int Style,
    int Seed);
