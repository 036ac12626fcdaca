using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Serving;

/// <summary>What one listener played and said, added up. Not thread-safe; made per request.</summary>
public sealed class ListenerHistory
{
    private const int LookupSize = 10_000;

    private readonly Dictionary<TrackId, TrackSignals> _signals = [];
    private readonly List<Reaction> _reactions = [];
    private readonly long _reactionsSince = long.MaxValue;

    /// <summary>Begins a history of nothing.</summary>
    public ListenerHistory()
    {
    }

    private ListenerHistory(DateTimeOffset? reactionsSince) =>
        _reactionsSince = reactionsSince?.ToUnixTimeSeconds() ?? long.MaxValue;

    /// <summary>What the listener showed of each track they played, skipped or judged.</summary>
    public IReadOnlyDictionary<TrackId, TrackSignals> Signals => _signals;

    /// <summary>What they did one by one since the time that was asked for, in no order.</summary>
    internal IReadOnlyList<Reaction> Reactions => _reactions;

    /// <summary>Artists never to be shown.</summary>
    public NeverArtists NeverArtists { get; } = new();

    /// <summary>Reads a listener's whole history.</summary>
    /// <param name="plays">Where it is kept.</param>
    /// <param name="catalogue">
    /// Knows the playing times, without which a short play of a short track looks like a skip, and the artists of tracks.
    /// </param>
    /// <param name="user">Whose.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static Task<ListenerHistory> ReadAsync(
        IPlayLog plays, ICatalogue catalogue, UserId user, CancellationToken cancellationToken) =>
        ReadAsync(plays, catalogue, user, null, cancellationToken);

    /// <summary>The same, with <see cref="Reactions"/> since a time; null for none.</summary>
    internal static async Task<ListenerHistory> ReadAsync(
        IPlayLog plays, ICatalogue catalogue, UserId user, DateTimeOffset? reactionsSince, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plays);
        ArgumentNullException.ThrowIfNull(catalogue);
        ListenerHistory history = await ReadFeedbackAsync(plays, catalogue, user, reactionsSince, cancellationToken);
        List<Listen> shortPlays = [];
        await foreach (Listen listen in plays.ReadAsync(user, null, null, cancellationToken))
        {
            if (listen.DurationPlayed < PlayRule.EarlySkip)
            {
                shortPlays.Add(listen);
            }
            else
            {
                history.Add(listen);
            }
        }

        foreach (Listen[] some in shortPlays.Chunk(LookupSize))
        {
            IReadOnlyDictionary<TrackId, Track> tracks = await catalogue.FindManyAsync(
                some.Select(listen => listen.Track).ToHashSet(), cancellationToken);
            foreach (Listen listen in some)
            {
                history.Add(listen, tracks.GetValueOrDefault(listen.Track)?.Duration);
            }
        }

        await foreach (PlayCount count in plays.ReadPlayCountsAsync(user, cancellationToken))
        {
            history.Add(count);
        }

        await history.ForgetUnwantedAsync(catalogue, cancellationToken);
        return history;
    }

    /// <summary>Reads what a listener said, without what they played.</summary>
    /// <param name="plays">Where it is kept.</param>
    /// <param name="catalogue">Knows the artists of tracks.</param>
    /// <param name="user">Whose.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static Task<ListenerHistory> ReadFeedbackAsync(
        IPlayLog plays, ICatalogue catalogue, UserId user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plays);
        ArgumentNullException.ThrowIfNull(catalogue);
        return ReadFeedbackAsync(plays, catalogue, user, null, cancellationToken);
    }

    private static async Task<ListenerHistory> ReadFeedbackAsync(
        IPlayLog plays, ICatalogue catalogue, UserId user, DateTimeOffset? reactionsSince, CancellationToken cancellationToken)
    {
        ListenerHistory history = new(reactionsSince);
        await foreach (Feedback feedback in plays.ReadFeedbackAsync(user, cancellationToken))
        {
            history.Add(feedback);
        }

        TrackId[] unwanted = [.. history.NeverArtists.OfTracks];
        foreach ((TrackId id, Track track) in await catalogue.FindManyAsync(unwanted, cancellationToken))
        {
            history.NeverArtists.Name(id, track.Artist);
        }

        return history;
    }

    /// <summary>Takes out what the listener showed of artists they never want: nothing is recommended because of it.</summary>
    private async Task ForgetUnwantedAsync(ICatalogue catalogue, CancellationToken cancellationToken)
    {
        if (NeverArtists.IsEmpty)
        {
            return;
        }

        foreach (TrackId[] some in _signals.Keys.ToArray().Chunk(LookupSize))
        {
            foreach ((TrackId id, Track track) in await catalogue.FindManyAsync(some, cancellationToken))
            {
                if (NeverArtists.Cover(ArtistCredits.KeysOf(track.Artist, track.Title)))
                {
                    _signals.Remove(id);
                }
            }
        }
    }

    /// <summary>Adds a listen.</summary>
    /// <param name="listen">The listen; an early skip adds no play, but the track counts as heard.</param>
    /// <param name="trackDuration">The track's playing time, or null if unknown.</param>
    public void Add(Listen listen, TimeSpan? trackDuration = null)
    {
        ArgumentNullException.ThrowIfNull(listen);
        _signals[listen.Track] = _signals.GetValueOrDefault(listen.Track).With(listen, trackDuration);
        if (listen.ListenedAt.ToUnixTimeSeconds() is var at && at >= _reactionsSince)
        {
            _reactions.Add(new Reaction(listen.Track, at, Good: PlayRule.Weight(listen, trackDuration) > 0, Said: false));
        }
    }

    /// <summary>Adds a play count without times.</summary>
    /// <param name="count">The count.</param>
    /// <param name="lastPlayed">When the newest of them started, unix seconds, where that alone is known.</param>
    public void Add(PlayCount count, long? lastPlayed = null)
    {
        ArgumentNullException.ThrowIfNull(count);
        _signals[count.Track] = _signals.GetValueOrDefault(count.Track).With(count, lastPlayed);
    }

    /// <summary>Adds feedback, later than all added before.</summary>
    /// <param name="feedback">The feedback.</param>
    public void Add(Feedback feedback)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        NeverArtists.Add(feedback);
        if (feedback is { Kind: not FeedbackKind.NeverArtist, Track: { } track })
        {
            React(feedback, track);
            TrackSignals signals = _signals.GetValueOrDefault(track).With(feedback.Kind, feedback.At.ToUnixTimeSeconds());
            if (signals.IsEmpty)
            {
                _signals.Remove(track);
            }
            else
            {
                _signals[track] = signals;
            }
        }
    }

    private void React(Feedback feedback, TrackId track)
    {
        long at = feedback.At.ToUnixTimeSeconds();
        if (feedback.Kind == FeedbackKind.Clear)
        {
            _reactions.RemoveAll(reaction => reaction.Track == track && reaction.Said);
        }
        else if (at >= _reactionsSince)
        {
            _reactions.Add(new Reaction(
                track, at, Good: feedback.Kind == FeedbackKind.Like, Said: feedback.Kind is FeedbackKind.Like or FeedbackKind.Dislike));
        }
    }

    /// <summary>Whether the listener knows a track: they played, skipped or judged it.</summary>
    /// <param name="track">The track.</param>
    public bool HasHeard(TrackId track) => _signals.ContainsKey(track);

    /// <summary>Whether the listener never wants to see a track again.</summary>
    /// <param name="track">The track.</param>
    public bool IsDisliked(TrackId track) => _signals.GetValueOrDefault(track).Word == FeedbackKind.Dislike;

    /// <summary>Whether a track may be shown at all, heard or not: neither disliked nor by an artist never wanted.</summary>
    /// <param name="track">The track.</param>
    public bool Allows(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return !IsDisliked(track.Id)
            && (NeverArtists.IsEmpty || !NeverArtists.Cover(ArtistCredits.KeysOf(track.Artist, track.Title)));
    }
}
