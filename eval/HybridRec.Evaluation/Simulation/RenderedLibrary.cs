using HybridRec.Engine.Audio;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Turns a plan into a folder of audio files.</summary>
public static class RenderedLibrary
{
    private const int TracksPerProcess = 8;

    /// <summary>Renders and encodes all tracks to mp3, ogg and flac with artist, title and album tags and no genre.</summary>
    /// <param name="plan">What to render.</param>
    /// <param name="folder">Library folder; created if absent, files of the same name overwritten.</param>
    /// <param name="workers">Tracks rendered at the same time; 0 for one per core. The samples do not depend on it.</param>
    /// <param name="progress">Told after each track.</param>
    /// <param name="cancellationToken">Stops and kills the encoders; files written stay.</param>
    /// <returns>Absolute paths by track index.</returns>
    /// <exception cref="AudioToolMissingException">ffmpeg is not installed.</exception>
    /// <exception cref="TrackEncodeException">ffmpeg refused, e.g. a full disk.</exception>
    /// <remarks>240 tracks of 15 s: about 15 s on 2 cores.</remarks>
    public static async Task<IReadOnlyList<string>> RenderAsync(
        LibraryPlan plan,
        string folder,
        int workers = 0,
        IProgress<StageProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(workers);

        string root = Path.GetFullPath(folder);
        string[] paths = [.. plan.Tracks.Select(track => Path.Combine(root, track.RelativePath))];
        foreach (string path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }

        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = workers == 0 ? Environment.ProcessorCount : workers,
            CancellationToken = cancellationToken,
        };
        int done = 0;
        await Parallel.ForEachAsync(plan.Tracks.Chunk(TracksPerProcess), parallel, async (tracks, token) =>
            await TrackEncoder.EncodeAsync(tracks, root, ReportRendered, token));
        return paths;

        void ReportRendered() => progress?.Report(
            new StageProgress("Rendering music", Interlocked.Increment(ref done), plan.Tracks.Count, "tracks"));
    }
}
