using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;

namespace HybridRec.Jobs.Training;

/// <summary>Reads a data folder into training data: item rows by track id, user rows by user id, counts by the play rule.</summary>
/// <remarks>
/// A track takes part if it has excerpts or was ever played; a user takes part if a play of theirs counts. Memory: one
/// entry a (user, track) pair and one a track; excerpts stay on disk until the trainer asks for them.
/// </remarks>
internal static class TrainingDataReader
{
    public static async Task<TrainingData> ReadAsync(DataFolder data, CancellationToken cancellationToken)
    {
        TrackSnapshot snapshot = await TrackSnapshot.ReadAsync(data, cancellationToken);
        Dictionary<(UserId User, TrackId Track), double> plays = [];
        DateTimeOffset? cutOff = null;
        await foreach (WeighedPlay play in snapshot.ReadPlaysAsync(cancellationToken))
        {
            cutOff = cutOff > play.Time || play.Time is null ? cutOff : play.Time;
            if (play.Weight > 0)
            {
                plays[(play.User, play.Track)] = plays.GetValueOrDefault((play.User, play.Track)) + play.Weight;
            }
        }

        HashSet<TrackId> played = [.. plays.Keys.Select(pair => pair.Track)];
        Track[] rows = [.. snapshot.Tracks.Values
            .Where(track => snapshot.CanHear(track.Id) || played.Contains(track.Id))
            .OrderBy(track => track.Id.Value)];
        Dictionary<TrackId, int> itemRows = [];
        foreach (Track track in rows)
        {
            itemRows.Add(track.Id, itemRows.Count);
        }

        Dictionary<UserId, int> userRows = [];
        foreach (UserId user in plays.Keys.Select(pair => pair.User).Distinct().OrderBy(user => user.Value))
        {
            userRows.Add(user, userRows.Count);
        }

        InteractionMatrix interactions = InteractionMatrix.Build(
            userRows.Count,
            rows.Length,
            plays.Select(pair => (userRows[pair.Key.User], itemRows[pair.Key.Track], (float)pair.Value)));
        return new TrainingData(
            [.. rows.Select(track => new TrainingTrack(
                track.Id, track.Artist, track.Collection, snapshot.CanHear(track.Id)))],
            interactions,
            (itemRow, cancel) => snapshot.LoadExcerptsAsync(rows[itemRow].Id, cancel),
            cutOff);
    }
}
