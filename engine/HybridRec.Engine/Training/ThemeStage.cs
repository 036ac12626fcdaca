using HybridRec.Engine.Content;
using HybridRec.Engine.Models;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Training;

/// <summary>Adds to a model what its tracks are about.</summary>
public static class ThemeStage
{
    private const int Neighbours = 100;

    /// <summary>Learns themes from lyrics and links each track to those with the same.</summary>
    /// <param name="parts">The model so far.</param>
    /// <param name="lyrics">By row: the lyrics, or null.</param>
    /// <param name="seed">Seed of all chance.</param>
    /// <param name="threads">Workers at most; 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancellationToken">Stops between blocks of tracks.</param>
    /// <returns>The model; unchanged where too few tracks have lyrics.</returns>
    /// <exception cref="ArgumentException">Not one text a track.</exception>
    public static ServingModelParts Add(
        ServingModelParts parts, IReadOnlyList<string?> lyrics, int seed, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(lyrics);
        if (lyrics.Count != parts.Tracks.Count)
        {
            throw new ArgumentException($"{lyrics.Count} texts do not fit {parts.Tracks.Count} tracks.", nameof(lyrics));
        }

        return ThemeSpace.Learn(lyrics, seed: seed) is not { } space
            ? parts
            : parts with
            {
                ThemeLinks = NearestTracks.Links(space.Vectors, Neighbours, threads, cancellationToken),
                Tracks = [.. parts.Tracks.Select((track, row) => track with { Themes = space.Words[row] })],
            };
    }
}
