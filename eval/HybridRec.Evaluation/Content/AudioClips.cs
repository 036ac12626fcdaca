using System.Security.Cryptography;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation.Content;

/// <summary>Where audio and its labels are.</summary>
/// <param name="Folder">Folder of audio files, searched through.</param>
/// <param name="Labels">Table of labels whose names are paths below the folder; null to label by top-level folder.</param>
/// <param name="LabelColumn">Column of the label; null to find it.</param>
public sealed record AudioSource(string Folder, string? Labels, string? LabelColumn);

/// <summary>Reads labelled clips from audio files, as the engine's import does.</summary>
/// <remarks>
/// Analysed are the first 5 minutes of a file. The artist comes from the table where it has one, else from the file's own
/// tag. A file that can't be read, is silent or shorter than a second is left out and listed.
/// </remarks>
/// <param name="decoder">Reads the files.</param>
public sealed class AudioClips(IAudioDecoder decoder)
{
    private const int MostListed = 20;
    private const double FramesPerSecond = (double)LogMelFrontEnd.SampleRate / LogMelFrontEnd.Hop;

    /// <summary>How much of a file is analysed, in all that read clips.</summary>
    internal static AudioAnalyserOptions AnalyserOptions { get; } = new() { MaxAnalysedDuration = TimeSpan.FromMinutes(5) };

    /// <summary>Reads all clips.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="progress">Told after each file.</param>
    /// <param name="cancellationToken">Kills the work.</param>
    /// <exception cref="ContentDataException">The folder or the table can't be read, or no file could be used.</exception>
    /// <exception cref="AudioToolMissingException">ffmpeg is not installed.</exception>
    public async Task<ClipSet> ReadAsync(
        AudioSource source, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!Directory.Exists(source.Folder))
        {
            throw new ContentDataException($"There is no folder {source.Folder}.");
        }

        List<string> notes = [];
        IReadOnlyList<ClipRow> rows = source.Labels is null
            ? Found(source.Folder, notes)
            : ClipTable.Read(source.Labels, source.LabelColumn);
        if (rows.Count == 0)
        {
            throw new ContentDataException($"{source.Folder} has no labelled audio files; one folder a label is expected in it.");
        }

        Clip?[] clips = new Clip?[rows.Count];
        byte[][] hashes = new byte[rows.Count][];
        string?[] faults = new string?[rows.Count];
        int done = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, rows.Count), cancellationToken, async (row, cancel) =>
        {
            try
            {
                string path = Path.Combine(Path.GetFullPath(source.Folder), rows[row].Name);
                clips[row] = await AnalyseAsync(path, rows[row], cancel);
                faults[row] = clips[row] is null ? $"{rows[row].Name}: silent" : null;
                await using FileStream stream = File.OpenRead(path);
                hashes[row] = await SHA256.HashDataAsync(stream, cancel);
            }
            catch (AudioDecodeException error)
            {
                faults[row] = $"{rows[row].Name}: {error.Reason}";
            }

            progress?.Report(new StageProgress("Reading audio", Interlocked.Increment(ref done), rows.Count, "files"));
        });

        string[] unusable = [.. faults.OfType<string>()];
        if (unusable.Length > 0)
        {
            string more = unusable.Length > MostListed ? $" and {unusable.Length - MostListed} more" : "";
            notes.Add($"{unusable.Length} files could not be used: {string.Join("; ", unusable.Take(MostListed))}{more}.");
        }

        return clips.OfType<Clip>().ToArray() is { Length: > 0 } usable
            ? new ClipSet(
                usable, null, FramesPerSecond, $"Audio in {source.Folder}",
                Convert.ToHexStringLower(SHA256.HashData([.. hashes.Where(hash => hash is not null).SelectMany(hash => hash)])),
                notes)
            : throw new ContentDataException($"None of {rows.Count} files in {source.Folder} could be used: {unusable[0]}.");
    }

    private async Task<Clip?> AnalyseAsync(string path, ClipRow row, CancellationToken cancellationToken)
    {
        SampleMeter meter = new(decoder);
        AudioAnalysis analysis = await new AudioAnalyser(meter, AnalyserOptions).AnalyseAsync(path, cancellationToken);
        if (analysis.IsSilent)
        {
            return null;
        }

        string artist = row.Artist.Length > 0 ? row.Artist : analysis.Probe.Tags.GetValueOrDefault("artist", "");
        SoundMeasures sound = SoundMeasures.Of(analysis.Sound!, meter.ZeroCrossingRate);
        return new Clip(row.Name, row.Label, artist, analysis.Excerpts, sound, path);
    }

    private static List<ClipRow> Found(string folder, List<string> notes)
    {
        EnumerationOptions all = new()
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        };
        List<ClipRow> rows = [];
        int unlabelled = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*", all).Where(AudioFormats.IsAudio).Order(StringComparer.Ordinal))
        {
            string relative = Path.GetRelativePath(folder, path);
            int end = relative.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal);
            if (end < 0)
            {
                unlabelled++;
            }
            else
            {
                rows.Add(new ClipRow(relative, relative[..end], ""));
            }
        }

        if (unlabelled > 0)
        {
            notes.Add($"{unlabelled} audio files lie beside the labels' folders, not in one: left out.");
        }

        return rows;
    }
}
