using HybridRec.Engine.Storage;
using HybridRec.Evaluation.Data;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Eval.Cli;

/// <summary>Evaluates on the system's own play log: plays by the play rule, artists and excerpts from the catalogue.</summary>
internal static class DataFolderSource
{
    /// <summary>Reads a data folder and splits its plays.</summary>
    public static async Task<EvaluationData> ReadAsync(DataFolder folder, DataRequest request, CancellationToken cancellationToken)
    {
        TrackSnapshot snapshot = await TrackSnapshot.ReadAsync(folder, cancellationToken);
        List<LogEntry> plays = [];
        await foreach (WeighedPlay play in snapshot.ReadPlaysAsync(cancellationToken))
        {
            plays.Add(new LogEntry(
                $"{play.User.Value}", $"{play.Track.Value}", (float)play.Weight, play.Time?.ToUnixTimeSeconds()));
        }

        Library library = new(snapshot.Tracks, snapshot.CanHear, snapshot.LoadExcerptsAsync);
        return LibraryData.Build(plays, library, folder.Path, request);
    }
}
