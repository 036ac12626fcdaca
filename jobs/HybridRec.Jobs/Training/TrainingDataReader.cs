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
        Dictionary<TrackId, string> fingerprints = await ReadFingerprintsAsync(data, cancellationToken);
        Dictionary<TrackId, Track> tracks = [];
        await foreach (Track track in data.Catalogue.ReadAllAsync(cancellationToken))
        {
            tracks.Add(track.Id, track);
        }

        Dictionary<(UserId User, TrackId Track), double> plays = [];
        DateTimeOffset? cutOff = null;
        await foreach (Listen listen in data.PlayLog.ReadAsync(null, null, null, cancellationToken))
        {
            Add(plays, listen.User, listen.Track, PlayRule.Weight(listen, tracks[listen.Track].Duration));
            cutOff = cutOff > listen.ListenedAt ? cutOff : listen.ListenedAt;
        }

        await foreach (PlayCount count in data.PlayLog.ReadPlayCountsAsync(null, cancellationToken))
        {
            Add(plays, count.User, count.Track, count.Count);
        }

        HashSet<TrackId> played = [.. plays.Keys.Select(pair => pair.Track)];
        Track[] rows = [.. tracks.Values
            .Where(track => fingerprints.ContainsKey(track.Id) || played.Contains(track.Id))
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
                track.Id, track.Artist, track.Collection, fingerprints.ContainsKey(track.Id)))],
            interactions,
            async (itemRow, cancel) => fingerprints.TryGetValue(rows[itemRow].Id, out string? fingerprint)
                ? await data.Spectrograms.LoadAsync(fingerprint, cancel)
                : null,
            cutOff);
    }

    private static async Task<Dictionary<TrackId, string>> ReadFingerprintsAsync(
        DataFolder data, CancellationToken cancellationToken)
    {
        Dictionary<TrackId, string> fingerprints = [];
        await foreach (AudioFile file in data.Catalogue.ReadFilesAsync(cancellationToken))
        {
            // A missing file's excerpts are still here, and so is its track: it may come back, and it can be heard from.
            if (file.Track is { } track && file.State != AudioFileState.Bad && data.Spectrograms.Contains(file.Fingerprint))
            {
                fingerprints.TryAdd(track, file.Fingerprint);
            }
        }

        return fingerprints;
    }

    private static void Add(
        Dictionary<(UserId User, TrackId Track), double> plays, UserId user, TrackId track, double weight)
    {
        if (weight > 0)
        {
            plays[(user, track)] = plays.GetValueOrDefault((user, track)) + weight;
        }
    }
}
