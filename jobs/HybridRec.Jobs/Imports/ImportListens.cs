using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Listens;

namespace HybridRec.Jobs.Imports;

/// <summary>Imports a file of listening history. Importing it again changes nothing; an interrupted import goes on.</summary>
/// <remarks>
/// Listens are stored in batches, each whole or not at all, and the play log refuses duplicates, so a process killed half-way
/// leaves a correct part behind. Play counts without times replace those of their source in one commit.
/// Memory does not grow with the number of listens; for play counts it grows with the number of users and items.
/// </remarks>
/// <param name="playLog">Where listens and counts go.</param>
/// <param name="catalogue">Finds or creates their tracks.</param>
/// <param name="clock">Supplies the present, for the rule about listens in the future.</param>
public sealed class ImportListens(IPlayLog playLog, ICatalogue catalogue, TimeProvider clock)
{
    private const int BatchSize = 5_000;

    /// <summary>Imports one file.</summary>
    /// <param name="request">What to import.</param>
    /// <param name="progress">Told how much is done; may be null.</param>
    /// <param name="cancellationToken">Stops between batches; what is stored stays.</param>
    /// <returns>What became of its entries.</returns>
    /// <exception cref="ListenFileException">The file cannot be read at all; nothing was stored.</exception>
    /// <exception cref="ImportRequestException">The request does not fit the file's format; nothing was stored.</exception>
    public async Task<ListenImportSummary> RunAsync(
        ListenImportRequest request, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using ListenFile file = ListenFile.Open(request.Path, request.Format);
        RequireFit(request, file.Format);

        RejectionTally tally = new();
        ImportRows rows = RowsOf(file, request, tally, cancellationToken);
        long accepted;
        long duplicate = 0;
        if (rows.HaveTimes)
        {
            (accepted, duplicate) = await StoreListensAsync(rows, request.User, tally, progress, cancellationToken);
        }
        else
        {
            accepted = await StoreCountsAsync(rows, tally, progress, cancellationToken);
        }

        return new ListenImportSummary(
            file.Path, file.Format, rows.HaveTimes, accepted, duplicate, tally.Total, tally.Summarise());
    }

    private static void RequireFit(ListenImportRequest request, ListenFileFormat format)
    {
        bool isTable = format == ListenFileFormat.Tsv;
        string? misfit = (isTable, request) switch
        {
            (true, { User: not null }) => "A table names its users in the column user_id: leave --user out.",
            (false, { ItemsPath: not null }) => $"--items names the items of a table, but this is a {format} history.",
            (false, { User: null }) => $"A {format} history is of one listener: say whose with --user NAME.",
            (false, { User: var user }) when !ListenRules.IsUserName(user) =>
                $"--user \"{user}\" is no user name: 1 to 100 characters, no '/' and no control characters.",
            _ => null,
        };
        if (misfit is not null)
        {
            throw new ImportRequestException(misfit);
        }
    }

    private ImportRows RowsOf(
        ListenFile file, ListenImportRequest request, RejectionTally tally, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (file.Format != ListenFileFormat.Tsv)
        {
            return new ImportRows(file, haveTimes: true, (part, stream) => file.Format switch
            {
                ListenFileFormat.ListenBrainz => ListenBrainzHistory.Read(part.Cut(stream), now),
                ListenFileFormat.Spotify => SpotifyHistory.Read(part.Cut(stream), now),
                _ => LastfmHistory.Read(part.Cut(stream), file.Path, now),
            });
        }

        ItemTable items = request.ItemsPath is { } path
            ? ItemTable.Load(path, cancellationToken)
            : ItemTable.Nameless(file.Path);
        foreach (ImportRow.Rejected rejected in items.Rejected)
        {
            tally.Add($"{items.Name} line {rejected.Number}", rejected.Reason, rejected.Value);
        }

        using Stream head = file.Parts[0].Open();
        bool haveTimes = PlayTable.HasTimes(file.Parts[0].Cut(head));
        PlayTable table = new(file.Path, items, now);
        return new ImportRows(file, haveTimes, (part, stream) => table.Read(part.Cut(stream)));
    }

    private async Task<(long Accepted, long Duplicate)> StoreListensAsync(
        ImportRows rows,
        string? user,
        RejectionTally tally,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        long stored = 0;
        long accepted = 0;
        foreach (ImportRow.Play[] batch in rows.Read(tally, progress, cancellationToken).Cast<ImportRow.Play>().Chunk(BatchSize))
        {
            IReadOnlyList<UserId> users = await playLog.GetOrAddUsersAsync(
                [.. batch.Select(play => play.User ?? user!)], cancellationToken);
            TrackId[] tracks = await ResolveAsync(batch, cancellationToken);
            IReadOnlyList<IngestOutcome> outcomes = await playLog.AppendAsync(
                [.. batch.Select((play, i) => new Listen(users[i], tracks[i], play.ListenedAt)
                {
                    DurationPlayed = play.DurationPlayed,
                    Skipped = play.Skipped,
                    Metadata = play.Metadata,
                    Source = rows.SourceKind,
                })],
                cancellationToken);
            stored += outcomes.Count;
            accepted += outcomes.Count(outcome => outcome == IngestOutcome.Accepted);
        }

        return (accepted, stored - accepted);
    }

    // A history plays few tracks often: each is looked up once a batch.
    private async Task<TrackId[]> ResolveAsync(ImportRow.Play[] batch, CancellationToken cancellationToken)
    {
        Dictionary<TrackDescription, int> indexes = [];
        int[] indexOf = Array.ConvertAll(batch, play =>
        {
            if (!indexes.TryGetValue(play.Track, out int index))
            {
                index = indexes.Count;
                indexes.Add(play.Track, index);
            }

            return index;
        });
        IReadOnlyList<TrackId> tracks = await catalogue.ResolveAsync([.. indexes.Keys], cancellationToken);
        return Array.ConvertAll(indexOf, index => tracks[index]);
    }

    private async Task<long> StoreCountsAsync(
        ImportRows rows, RejectionTally tally, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        // Two passes over the file: the counts go into one commit, during which no users and tracks can be created.
        Dictionary<string, UserId?> users = new(StringComparer.Ordinal);
        Dictionary<TrackDescription, TrackId?> tracks = [];
        long total = 0;
        foreach (ImportRow.Count count in rows.Read(tally, progress, cancellationToken).Cast<ImportRow.Count>())
        {
            total++;
            users.TryAdd(count.User, null);
            tracks.TryAdd(count.Track, null);
        }

        if (total == 0)
        {
            return 0;
        }

        foreach (string[] batch in users.Keys.Chunk(BatchSize).ToArray())
        {
            IReadOnlyList<UserId> ids = await playLog.GetOrAddUsersAsync(batch, cancellationToken);
            for (int i = 0; i < batch.Length; i++)
            {
                users[batch[i]] = ids[i];
            }
        }

        foreach (TrackDescription[] batch in tracks.Keys.Chunk(BatchSize).ToArray())
        {
            IReadOnlyList<TrackId> ids = await catalogue.ResolveAsync(batch, cancellationToken);
            for (int i = 0; i < batch.Length; i++)
            {
                tracks[batch[i]] = ids[i];
            }
        }

        await playLog.ReplacePlayCountsAsync(rows.SourceName, Counts().ToAsyncEnumerable(), cancellationToken);
        return total;

        IEnumerable<PlayCount> Counts()
        {
            long stored = 0;
            foreach (ImportRow.Count count in rows.Read(null, null, cancellationToken).Cast<ImportRow.Count>())
            {
                if (stored++ % ImportRows.RowsBetweenReports == 0)
                {
                    progress?.Report(new StageProgress("Storing play counts", stored, total, "counts"));
                }

                UserId user = users.GetValueOrDefault(count.User) ?? throw Changed();
                TrackId track = tracks.GetValueOrDefault(count.Track) ?? throw Changed();
                yield return new PlayCount(user, track, count.PlayCount);
            }

            if (stored != total)
            {
                throw Changed();
            }

            progress?.Report(new StageProgress("Storing play counts", total, total, "counts"));
        }

        ListenFileException Changed() => new(rows.Path, "was changed while it was being read; import it again");
    }
}
