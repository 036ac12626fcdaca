using System.Globalization;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Storage;
using HybridRec.Evaluation.Data;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Eval.Cli;

/// <summary>Evaluates on the system's own play log: plays by the play rule, artists and excerpts from the catalogue.</summary>
internal static class DataFolderSource
{
    /// <summary>Reads a data folder and splits its plays.</summary>
    /// <remarks>
    /// The catalogue is what training takes too: tracks that were played or can be heard. Listeners are named by their
    /// numbers: a report may be shown to people who must not know who they are.
    /// </remarks>
    public static async Task<EvaluationData> ReadAsync(DataFolder folder, DataRequest request, CancellationToken cancellationToken)
    {
        TrackSnapshot snapshot = await TrackSnapshot.ReadAsync(folder, cancellationToken);
        List<LogEntry> plays = [];
        int skips = 0;
        await foreach (WeighedPlay play in snapshot.ReadPlaysAsync(cancellationToken))
        {
            if (play.Weight > 0)
            {
                plays.Add(new LogEntry(
                    $"{play.User.Value}", $"{play.Track.Value}", (float)play.Weight, play.Time?.ToUnixTimeSeconds()));
            }
            else
            {
                skips++;
            }
        }

        IEnumerable<string> audible = snapshot.Tracks.Keys.Where(snapshot.CanHear).Select(track => $"{track.Value}");
        EvaluationData data = PlayLogData.Build(plays, audible, folder.Path, request);
        Track[] rows = [.. data.Items.Ids.Select(id => snapshot.Tracks[new TrackId(long.Parse(id, CultureInfo.InvariantCulture))])];
        bool[] canHear = [.. rows.Select(track => snapshot.CanHear(track.Id))];
        bool isAnyHeard = canHear.Contains(true);
        return data with
        {
            Artists = [.. rows.Select(track => track.Artist)],
            Tags = rows.Any(track => track.Genres.Count > 0) ? [.. rows.Select(track => track.Genres)] : null,
            HasExcerpts = isAnyHeard ? canHear : null,
            LoadExcerpts = isAnyHeard ? (row, cancel) => snapshot.LoadExcerptsAsync(rows[row].Id, cancel) : null,
            Notes = [.. data.Notes, .. Notes()],
        };

        IEnumerable<string> Notes()
        {
            if (skips > 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{skips:N0} early skips are no plays and were left out");
            }

            int heard = canHear.Count(can => can);
            if (isAnyHeard && heard < rows.Length)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"only {heard:N0} of {rows.Length:N0} items can be heard");
            }
        }
    }
}
