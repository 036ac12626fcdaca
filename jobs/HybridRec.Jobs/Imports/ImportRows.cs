using HybridRec.Engine.Diagnostics;

namespace HybridRec.Jobs.Imports;

/// <summary>The usable rows of an opened file, through all its parts.</summary>
/// <param name="file">The file.</param>
/// <param name="haveTimes">Whether all rows are plays; else all are counts.</param>
/// <param name="parse">Reads one part.</param>
internal sealed class ImportRows(
    ListenFile file,
    bool haveTimes,
    Func<ListenFilePart, Stream, IEnumerable<ImportRow>> parse)
{
    /// <summary>How often progress is told and cancellation looked for.</summary>
    public const int RowsBetweenReports = 2_000;

    public bool HaveTimes => haveTimes;

    public string Path => file.Path;

    /// <summary>Names the file as a source of play counts.</summary>
    public string SourceName { get; } = ItemTable.SourceOf(file.Path);

    /// <summary>Names the kind of file as the source of listens.</summary>
    public string SourceKind { get; } = file.Format.ToString().ToLowerInvariant();

    /// <summary>All usable rows, streamed. May be read more than once.</summary>
    /// <param name="tally">Takes the rejected ones; may be null.</param>
    /// <param name="progress">Told how much is read; may be null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IEnumerable<ImportRow> Read(
        RejectionTally? tally, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        long rows = 0;
        foreach (ListenFilePart part in file.Parts)
        {
            using Stream stream = part.Open();
            foreach (ImportRow row in parse(part, stream))
            {
                if (rows++ % RowsBetweenReports == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Report(Progress(file.Position));
                }

                if (row is ImportRow.Rejected rejected)
                {
                    tally?.Add(part.Place(row.Number), rejected.Reason, rejected.Value);
                }
                else
                {
                    yield return row;
                }
            }
        }

        progress?.Report(Progress(file.Length));
    }

    private StageProgress Progress(long done) => new("Reading listening history", done, file.Length, "bytes");
}
