using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;

namespace HybridRec.Jobs.Imports;

/// <summary>
/// Imports a folder of audio: tags into the catalogue, log-mel excerpts into the spectrogram store, measures of its sound
/// into the sound store, lyrics into the lyrics store.
/// </summary>
/// <remarks>
/// A file is read again only when its size or modification time changes, or what was made of it was lost. A moved file is recognised by its content, a copy joins its original's
/// track, a deleted one is marked missing while its track keeps its listens, and a bad one is remembered with its reason. The same
/// recording in another file joins its track, whatever its tags say; see <see cref="SameRecording"/>.
/// Files are stored in small windows as they come, in path order whatever the number of workers, so that an interrupted
/// import goes on where it stopped and track ids do not depend on chance.
/// </remarks>
/// <param name="data">Where everything goes.</param>
/// <param name="analyser">Reads one file.</param>
public sealed class ImportAudio(DataFolder data, AudioAnalyser analyser)
{
    // Long enough that waiting for a window's last file hardly counts, short enough that a kill loses little.
    private const int FilesPerWorker = 16;
    private const int MissingBatch = 1_000;
    private const string Stage = "Reading audio";

    private readonly ICatalogue _catalogue = data.Catalogue;
    private readonly SameRecording _same = new(data);

    /// <summary>Files decoded at the same time.</summary>
    /// <value>Default: the number of processors.</value>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Imports one folder and all below it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="progress">Told how many files are done; may be null.</param>
    /// <param name="cancellationToken">Stops; what is stored stays.</param>
    /// <returns>What became of its files.</returns>
    /// <exception cref="AudioFolderException">The folder is absent or may not be read; nothing was changed.</exception>
    /// <exception cref="AudioToolMissingException">ffmpeg is not installed; no file was marked bad for it.</exception>
    public async Task<AudioImportSummary> RunAsync(
        string folder, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        AudioFolder found = AudioFolder.Walk(
            folder, count => progress?.Report(new StageProgress("Finding audio", count, null, "files")), cancellationToken);
        AudioImportTally tally = new(found);
        foreach (string[] paths in found.Files.Chunk(FilesPerWorker * Workers))
        {
            ScannedFile[] files = new ScannedFile[paths.Length];
            await ForEachAsync(paths, async (i, token) => files[i] = await LookAsync(paths[i], token), cancellationToken);
            await DecideAsync(files, cancellationToken);
            int done = tally.Seen;
            Lock telling = new();
            await ForEachAsync(
                files,
                async (i, token) =>
                {
                    if (files[i].MustRead)
                    {
                        await ReadAsync(files[i], found.Root, token);
                    }

                    lock (telling)
                    {
                        progress?.Report(new StageProgress(Stage, ++done, found.Files.Count, "files"));
                    }
                },
                cancellationToken);
            foreach (ScannedFile file in files)
            {
                await StoreAsync(file, tally, cancellationToken);
            }
        }

        int missing = await MarkMissingAsync(found, cancellationToken);
        return tally.Summarise(missing);
    }

    private Task ForEachAsync<T>(T[] items, Func<int, CancellationToken, ValueTask> body, CancellationToken cancellationToken) =>
        Parallel.ForAsync(
            0,
            items.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken },
            body);

    private async Task<ScannedFile> LookAsync(string path, CancellationToken cancellationToken)
    {
        AudioFile? before = await _catalogue.FindFileAsync(path, cancellationToken);
        FileInfo info = new(path);
        try
        {
            info = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
            bool isUntouched = before is { State: not AudioFileState.Missing }
                && before.SizeBytes == info.Length
                && before.ModifiedAt == new DateTimeOffset(info.LastWriteTimeUtc);

            // What is empty has no content to recognise it by, and opening it might wait: it may be a named pipe.
            string fingerprint = isUntouched ? before!.Fingerprint
                : info.Length == 0 ? ""
                : await AudioFingerprint.ComputeAsync(path, cancellationToken);
            AudioFile now = new(
                path, info.Length, info.LastWriteTimeUtc, fingerprint, Track: null, AudioFileState.Present, Reason: null);
            return new ScannedFile(path) { Before = before, Now = now, IsUntouched = isUntouched };
        }
        catch (AudioDecodeException unreadable)
        {
            return new ScannedFile(path) { Before = before, Problem = unreadable.Reason };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new ScannedFile(path) { Before = before, Problem = unreadable.Message.TrimEnd('.') };
        }
    }

    /// <summary>Decides in path order what must be decoded and what is known by its content.</summary>
    private async Task DecideAsync(ScannedFile[] files, CancellationToken cancellationToken)
    {
        Dictionary<string, ScannedFile> readNow = new(StringComparer.Ordinal);
        HashSet<string> movedFrom = new(StringComparer.Ordinal);
        foreach (ScannedFile file in files.Where(file => file.Now is not null))
        {
            AudioFile now = file.Now!;
            if (now.SizeBytes == 0)
            {
                file.Problem = "the file is empty";
                continue;
            }

            if (file.IsUntouched && file.Before!.State == AudioFileState.Bad)
            {
                file.Problem = file.Before.Reason;
                continue;
            }

            if (file.Before is { State: not AudioFileState.Bad } before && before.Fingerprint == now.Fingerprint)
            {
                file.KnownTrack = before.Track;
            }
            else
            {
                List<AudioFile> same = [.. (await _catalogue.FindFilesByFingerprintAsync(now.Fingerprint, cancellationToken))
                    .Where(other => other.Path != file.Path && other.Track is not null && other.State != AudioFileState.Bad)];
                AudioFile? gone = same.Find(other => !File.Exists(other.Path) && !movedFrom.Contains(other.Path));
                file.KnownTrack = (gone ?? same.FirstOrDefault())?.Track;
                if (gone is not null)
                {
                    file.MovedFrom = gone.Path;
                    movedFrom.Add(gone.Path);
                }
            }

            if (file.KnownTrack is null && readNow.TryGetValue(now.Fingerprint, out ScannedFile? original))
            {
                file.CopyOf = original;
            }
            else if (file.KnownTrack is null || !IsMeasured(now.Fingerprint))
            {
                file.MustRead = true;
                readNow.TryAdd(now.Fingerprint, file);
            }
        }
    }

    private async Task ReadAsync(ScannedFile file, string root, CancellationToken cancellationToken)
    {
        try
        {
            string fingerprint = file.Now!.Fingerprint;
            AudioAnalysis analysis = await analyser.AnalyseAsync(file.Path, cancellationToken);

            // Before the file is stored: a stored file is not read again.
            if (!analysis.IsSilent)
            {
                await data.Spectrograms.SaveAsync(fingerprint, analysis.Excerpts, cancellationToken);
            }

            file.Description = TagReader.Read(analysis.Probe, file.Path, root, fingerprint);
            file.Lyrics = LyricsReader.InTags(analysis.Probe.Tags);
            file.Analysis = analysis with { Excerpts = [] };
            file.Warnings.AddRange(analysis.Warnings);
        }
        catch (AudioDecodeException bad)
        {
            file.Problem = bad.Reason;
        }
    }

    private bool IsMeasured(string fingerprint) =>
        data.Sounds.Contains(fingerprint) && (data.Spectrograms.Contains(fingerprint) || data.Sounds.IsSilent(fingerprint));

    private async Task StoreAsync(ScannedFile file, AudioImportTally tally, CancellationToken cancellationToken)
    {
        file.Problem ??= file.CopyOf?.Problem;
        if (file.Problem is { } reason)
        {
            // What may not be read is not remembered: a change of permissions alone does not show in size and time.
            if (file.Now is { } bad && !(file.IsUntouched && file.Before!.State == AudioFileState.Bad))
            {
                await _catalogue.MarkFilesAsync([bad with { State = AudioFileState.Bad, Reason = reason }], cancellationToken);
            }

            tally.AddProblem(file, reason);
            return;
        }

        file.KnownTrack ??= file.CopyOf?.KnownTrack;
        if (!file.IsUntouched)
        {
            file.KnownTrack = await _catalogue.AttachFileAsync(
                file.Now! with { Track = file.KnownTrack },
                file.KnownTrack is null ? file.Description : null,
                file.MovedFrom,
                cancellationToken);
        }

        if (file.Analysis is { } analysis)
        {
            // Its measures last: without them an import that was killed reads the file again, and settles where it belongs.
            await _same.SettleAsync(file, cancellationToken);
            await data.Sounds.SaveAsync(
                file.Now!.Fingerprint, analysis.Decoded, analysis.Sound, analysis.Print, cancellationToken);
        }

        // A text beside an audio file may come at any time, whether the audio changed or not.
        if ((LyricsReader.Beside(file.Path) ?? file.Lyrics) is { } lyrics)
        {
            data.Lyrics.Save(file.Now!.Fingerprint, lyrics);
        }

        tally.AddUsable(file);
    }

    private async Task<int> MarkMissingAsync(AudioFolder found, CancellationToken cancellationToken)
    {
        List<AudioFile> missing = [];
        HashSet<string> present = new(found.Files, StringComparer.Ordinal);
        await foreach (AudioFile file in _catalogue.ReadFilesAsync(cancellationToken))
        {
            if (file.State != AudioFileState.Missing
                && found.Covers(file.Path)
                && !present.Contains(file.Path)
                && !found.IsOutOfSight(file.Path)
                && !File.Exists(file.Path))
            {
                missing.Add(file with { State = AudioFileState.Missing, Reason = "the file is gone" });
            }
        }

        foreach (AudioFile[] batch in missing.Chunk(MissingBatch))
        {
            await _catalogue.MarkFilesAsync(batch, cancellationToken);
        }

        return missing.Count;
    }
}
