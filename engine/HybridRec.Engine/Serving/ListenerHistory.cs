using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Serving;

/// <summary>What one listener played and said, added up. Not thread-safe; made per request.</summary>
public sealed class ListenerHistory
{
    private const int LookupSize = 10_000;

    private readonly Dictionary<TrackId, float> _playCounts = [];
    private readonly HashSet<TrackId> _played = [];
    private readonly Dictionary<TrackId, FeedbackKind> _feedback = [];
    private readonly HashSet<string> _neverArtists = new(StringComparer.Ordinal);
    private readonly HashSet<TrackId> _neverArtistsOf = [];

    /// <summary>r_ui: plays by <see cref="PlayRule"/> and counts without times; 0 for a track only skipped.</summary>
    public IReadOnlyDictionary<TrackId, float> PlayCounts => _playCounts;

    /// <summary>The newest word on each track: Like, Dislike or Skip.</summary>
    public IReadOnlyDictionary<TrackId, FeedbackKind> Feedback => _feedback;

    /// <summary>Keys (<see cref="ArtistKey"/>) of artists never to be shown.</summary>
    public IReadOnlySet<string> NeverArtists => _neverArtists;

    /// <summary>Tracks whose artist is never to be shown, where the feedback named a track and no artist.</summary>
    public IReadOnlySet<TrackId> NeverArtistsOf => _neverArtistsOf;

    /// <summary>Reads a listener's whole history.</summary>
    /// <param name="plays">Where it is kept.</param>
    /// <param name="catalogue">Knows the playing times, without which a short play of a short track looks like a skip.</param>
    /// <param name="user">Whose.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<ListenerHistory> ReadAsync(
        IPlayLog plays, ICatalogue catalogue, UserId user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plays);
        ArgumentNullException.ThrowIfNull(catalogue);
        ListenerHistory history = new();
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

        await foreach (Feedback feedback in plays.ReadFeedbackAsync(user, cancellationToken))
        {
            history.Add(feedback);
        }

        return history;
    }

    /// <summary>Adds a listen.</summary>
    /// <param name="listen">The listen; an early skip adds no play, but the track counts as heard.</param>
    /// <param name="trackDuration">The track's playing time, or null if unknown.</param>
    public void Add(Listen listen, TimeSpan? trackDuration = null)
    {
        ArgumentNullException.ThrowIfNull(listen);
        AddPlays(listen.Track, PlayRule.Weight(listen, trackDuration));
    }

    /// <summary>Adds a play count without times.</summary>
    /// <param name="count">The count.</param>
    public void Add(PlayCount count)
    {
        ArgumentNullException.ThrowIfNull(count);
        AddPlays(count.Track, count.Count);
    }

    /// <summary>Adds feedback, later than all added before.</summary>
    /// <param name="feedback">The feedback.</param>
    public void Add(Feedback feedback)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        switch (feedback)
        {
            case { Kind: FeedbackKind.NeverArtist, Artist: { } artist }:
                _neverArtists.Add(ArtistKey.Of(artist));
                break;
            case { Kind: FeedbackKind.NeverArtist, Track: { } track }:
                _neverArtistsOf.Add(track);
                break;
            case { Kind: FeedbackKind.Clear, Track: { } track }:
                _feedback.Remove(track);
                _neverArtistsOf.Remove(track);
                break;
            case { Kind: FeedbackKind.Clear, Artist: { } artist }:
                _neverArtists.Remove(ArtistKey.Of(artist));
                break;
            case { Track: { } track }:
                _feedback[track] = feedback.Kind;
                break;
        }
    }

    /// <summary>Whether the listener knows a track: they played, skipped or judged it.</summary>
    /// <param name="track">The track.</param>
    public bool HasHeard(TrackId track) => _played.Contains(track) || _feedback.ContainsKey(track);

    /// <summary>Whether the listener never wants to see a track again.</summary>
    /// <param name="track">The track.</param>
    public bool IsDisliked(TrackId track) => _feedback.GetValueOrDefault(track) == FeedbackKind.Dislike;

    private void AddPlays(TrackId track, float plays)
    {
        _played.Add(track);
        _playCounts[track] = _playCounts.GetValueOrDefault(track) + plays;
    }
}
