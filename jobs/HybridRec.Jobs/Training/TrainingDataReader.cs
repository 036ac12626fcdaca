using System.Runtime.InteropServices;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;

namespace HybridRec.Jobs.Training;

/// <summary>Reads a data folder into training data: item rows by track id, user rows by user id, evidence by its one rule.</summary>
/// <remarks>
/// A track takes part if it has excerpts or somebody's evidence speaks for it; a user takes part if theirs speaks for a
/// track. What a user shows of artists they never want to hear is left out, as in fold-in. Memory: one entry a (user, track)
/// pair and one a track; excerpts stay on disk until the trainer asks for them.
/// </remarks>
internal static class TrainingDataReader
{
    public static async Task<TrainingData> ReadAsync(
        DataFolder data, EvidenceOptions evidence, CancellationToken cancellationToken)
    {
        TrackSnapshot snapshot = await TrackSnapshot.ReadAsync(data, cancellationToken);
        (Dictionary<(UserId User, TrackId Track), TrackSignals> signals, DateTimeOffset? cutOff) =
            await ReadSignalsAsync(data.PlayLog, snapshot, cancellationToken);
        List<(UserId User, TrackId Track, float For, float Against)> weighed = [];
        foreach (((UserId user, TrackId track), TrackSignals shown) in signals)
        {
            (float speaksFor, float against) = shown.Weigh(evidence);
            weighed.Add((user, track, speaksFor, against));
        }

        HashSet<TrackId> liked = [.. weighed.Where(pair => pair.For > 0).Select(pair => pair.Track)];
        Track[] rows = [.. snapshot.Tracks.Values
            .Where(track => snapshot.CanHear(track.Id) || liked.Contains(track.Id))
            .OrderBy(track => track.Id.Value)];
        Dictionary<TrackId, int> itemRows = [];
        foreach (Track track in rows)
        {
            itemRows.Add(track.Id, itemRows.Count);
        }

        Dictionary<UserId, int> userRows = [];
        foreach (UserId user in weighed.Where(pair => pair.For > 0).Select(pair => pair.User).Distinct().OrderBy(user => user.Value))
        {
            userRows.Add(user, userRows.Count);
        }

        return new TrainingData(
            [.. rows.Select(track => new TrainingTrack(track.Id, track.Artist, track.Collection, snapshot.CanHear(track.Id))
            {
                Title = track.Title,
                Tags = track.Genres,
            })],
            Matrix(pair => pair.For).WithAgainst(Matrix(pair => pair.Against)),
            (itemRow, cancel) => snapshot.LoadExcerptsAsync(rows[itemRow].Id, cancel),
            cutOff);

        // Evidence against from users, or on tracks, that nothing speaks for says nothing to a factorisation.
        InteractionMatrix Matrix(Func<(UserId User, TrackId Track, float For, float Against), float> value) =>
            InteractionMatrix.Build(
                userRows.Count,
                rows.Length,
                weighed.Where(pair => userRows.ContainsKey(pair.User) && itemRows.ContainsKey(pair.Track))
                    .Select(pair => (userRows[pair.User], itemRows[pair.Track], value(pair))));
    }

    /// <summary>Everything logged of every user and track, and when the newest listen started.</summary>
    private static async Task<(Dictionary<(UserId User, TrackId Track), TrackSignals> Signals, DateTimeOffset? CutOff)>
        ReadSignalsAsync(IPlayLog plays, TrackSnapshot snapshot, CancellationToken cancellationToken)
    {
        Dictionary<(UserId User, TrackId Track), TrackSignals> signals = [];
        DateTimeOffset? cutOff = null;
        await foreach (Listen listen in plays.ReadAsync(null, null, null, cancellationToken))
        {
            if (snapshot.Tracks.TryGetValue(listen.Track, out Track? track))
            {
                cutOff = cutOff > listen.ListenedAt ? cutOff : listen.ListenedAt;
                ref TrackSignals pair = ref Of(listen.User, listen.Track);
                pair = pair.With(listen, track.Duration);
            }
        }

        await foreach (PlayCount count in plays.ReadPlayCountsAsync(null, cancellationToken))
        {
            if (snapshot.Tracks.ContainsKey(count.Track))
            {
                ref TrackSignals pair = ref Of(count.User, count.Track);
                pair = pair.With(count);
            }
        }

        Dictionary<UserId, NeverArtists> never = [];
        await foreach (Feedback feedback in plays.ReadFeedbackAsync(null, cancellationToken))
        {
            if (!never.TryGetValue(feedback.User, out NeverArtists? artists))
            {
                never[feedback.User] = artists = new NeverArtists();
            }

            artists.Add(feedback);
            if (feedback is { Kind: not FeedbackKind.NeverArtist, Track: { } track } && snapshot.Tracks.ContainsKey(track))
            {
                ref TrackSignals pair = ref Of(feedback.User, track);
                pair = pair.With(feedback.Kind);
            }
        }

        DropUnwanted(signals, never, snapshot);
        return (signals, cutOff);

        ref TrackSignals Of(UserId user, TrackId track) =>
            ref CollectionsMarshal.GetValueRefOrAddDefault(signals, (user, track), out _);
    }

    /// <summary>Takes out what users show of artists they never want to hear.</summary>
    private static void DropUnwanted(
        Dictionary<(UserId User, TrackId Track), TrackSignals> signals,
        Dictionary<UserId, NeverArtists> never,
        TrackSnapshot snapshot)
    {
        foreach (NeverArtists artists in never.Values)
        {
            foreach (TrackId track in artists.OfTracks.Where(snapshot.Tracks.ContainsKey))
            {
                artists.Name(track, snapshot.Tracks[track].Artist);
            }
        }

        foreach ((UserId user, TrackId track) in signals.Keys)
        {
            if (never.TryGetValue(user, out NeverArtists? artists)
                && !artists.IsEmpty
                && artists.Cover(ArtistCredits.KeysOf(snapshot.Tracks[track].Artist, snapshot.Tracks[track].Title)))
            {
                signals.Remove((user, track));
            }
        }
    }
}
