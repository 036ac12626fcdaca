using HybridRec.Engine.Audio;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Reads a folder of real music as the library of a simulation.</summary>
/// <remarks>
/// The hidden style of a track is its label in a file of labels, or else its collection: the first folder below the root
/// (<see cref="TagReader"/>). No model sees either; the artist, which models do see, is read from the tags.
/// </remarks>
public static class RealLibrary
{
    /// <summary>Reads and hears all audio files below a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="labels">
    /// A TSV file with a header that has the columns <c>path</c> (below the folder, with '/') and <c>style</c>; tracks it
    /// does not name are left out. Null for the collections.
    /// </param>
    /// <param name="decoder">Reads the files.</param>
    /// <param name="progress">Told after each file.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="SimulationInputException">
    /// The folder or the labels cannot be read, or the tracks that can be heard are of fewer than two styles.
    /// </exception>
    /// <exception cref="AudioToolMissingException">ffmpeg is not installed.</exception>
    /// <remarks>Tracks are in the order of their paths. A file that cannot be decoded or is silent is left out and noted.</remarks>
    public static async Task<HeardLibrary> ReadAsync(
        string folder,
        string? labels,
        IAudioDecoder decoder,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(decoder);
        string root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new SimulationInputException($"{folder}: there is no such folder.");
        }

        Dictionary<string, string>? styleOf = labels is null ? null : await ReadLabelsAsync(labels, cancellationToken);
        string[] found = Directory.GetFiles(root, "*", SearchOption.AllDirectories)
            .Where(AudioFormats.IsAudio)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ToArray();
        string[] paths = styleOf is null ? found : [.. found.Where(styleOf.ContainsKey)];
        Dictionary<string, Heard> heard = await HearAsync(root, paths, decoder, progress, cancellationToken);

        string[] usable = [.. paths.Where(heard.ContainsKey)];
        string[] names = [.. usable.Select(path => styleOf is null ? heard[path].Collection : styleOf[path])];
        string[] styles = [.. names.Distinct().Order(StringComparer.Ordinal)];
        if (styles.Length < 2)
        {
            throw new SimulationInputException(
                $"{folder}: {usable.Length} tracks in {styles.Length} styles; two styles or more are needed, or no two tastes "
                + "differ. Put the tracks of each style in a folder of its own, or name their styles with --labels.");
        }

        string by = labels is null ? "their folder" : $"{Path.GetFileName(labels)}";
        return new HeardLibrary(
            $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(root))}, {usable.Length} real tracks in {styles.Length} styles by {by}",
            [.. usable.Select((path, index) => heard[path].Track(index, path, Array.IndexOf(styles, names[index])))],
            styles,
            [.. usable.Select(path => heard[path].Excerpts)],
            [
                .. Note(found.Length - paths.Length, "audio files without a label were left out"),
                .. Note(paths.Length - usable.Length, "audio files that could not be heard were left out"),
                .. Note((styleOf?.Count ?? 0) - (styleOf is null ? 0 : paths.Length), "labels name no audio file"),
            ]);
    }

    private static string[] Note(int count, string words) => count > 0 ? [$"{count} {words}."] : [];

    private static async Task<Dictionary<string, Heard>> HearAsync(
        string root,
        string[] paths,
        IAudioDecoder decoder,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        AudioAnalyser analyser = new(decoder);
        Heard?[] heard = new Heard?[paths.Length];
        int done = 0;
        await Parallel.ForAsync(0, paths.Length, cancellationToken, async (i, cancel) =>
        {
            string path = Path.Combine(root, paths[i]);
            try
            {
                AudioAnalysis analysis = await analyser.AnalyseAsync(path, cancel);
                if (!analysis.IsSilent)
                {
                    var description = TagReader.Read(analysis.Probe, path, root, fingerprint: paths[i]);
                    heard[i] = new Heard(
                        description.Artist,
                        description.Title,
                        description.Release ?? "",
                        description.Collection ?? "",
                        analysis.Decoded,
                        analysis.Excerpts);
                }
            }
            catch (AudioDecodeException)
            {
                // Counted below, by its absence: one bad file must not end a run.
            }

            progress?.Report(new StageProgress("Reading audio", Interlocked.Increment(ref done), paths.Length, "files"));
        });
        return paths.Zip(heard).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!);
    }

    private static async Task<Dictionary<string, string>> ReadLabelsAsync(string file, CancellationToken cancellationToken)
    {
        string[] lines;
        try
        {
            lines = await File.ReadAllLinesAsync(file, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SimulationInputException($"{file}: the labels can't be read: {problem.Message}", problem);
        }

        string[] header = lines.Length > 0 ? lines[0].Split('\t') : [];
        int path = Array.IndexOf(header, "path");
        int style = Array.IndexOf(header, "style");
        if (path < 0 || style < 0)
        {
            throw new SimulationInputException($"{file}: its first line must name the columns \"path\" and \"style\", separated by tabs.");
        }

        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        for (int i = 1; i < lines.Length; i++)
        {
            string[] cells = lines[i].Split('\t');
            if (lines[i].Length > 0 && (cells.Length <= Math.Max(path, style) || !labels.TryAdd(cells[path], cells[style])))
            {
                throw new SimulationInputException($"{file}: line {i + 1} lacks a column or names a path a second time.");
            }
        }

        return labels;
    }

    private sealed record Heard(
        string Artist,
        string Title,
        string Album,
        string Collection,
        TimeSpan Duration,
        IReadOnlyList<Spectrogram> Excerpts)
    {
        public PlannedTrack Track(int index, string path, int style) =>
            new(index, Artist, Title, Album, Duration, path, style, Seed: 0);
    }
}
