using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Playlists;

namespace HybridRec.Engine.Serving;

/// <summary>Answers requests with the model in service. Thread-safe; requests share nothing that changes.</summary>
/// <param name="models">Holds the model in service; each request takes one reference.</param>
/// <param name="catalogue">Describes tracks.</param>
/// <param name="plays">What the listener played and said; read at each request, so that news counts at once.</param>
/// <param name="serves">Told what was shown, and asked what was: the plays that followed tell which generators suit the listener.</param>
/// <param name="clock">Supplies the time.</param>
/// <param name="options">Weights; null for the defaults.</param>
public sealed class Recommender(
    ServingModelHolder models,
    ICatalogue catalogue,
    IPlayLog plays,
    IServeLog serves,
    TimeProvider clock,
    RecommenderOptions? options = null)
{
    private const int Rounds = 8;
    private readonly RecommenderOptions _options = options ?? new();
    private KnownFacts? _facts;

    /// <summary>Makes a discovery playlist and records that it was shown.</summary>
    /// <param name="user">For whom.</param>
    /// <param name="request">What they ask for.</param>
    /// <param name="cancellationToken">Cancels; nothing is recorded then.</param>
    /// <returns>The playlist, shorter than asked for where too few tracks qualify; null if no model is in service.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number of the request is out of range.</exception>
    /// <remarks>
    /// Never a track the listener disliked, nor one of an artist they never want; none they have heard, unless the request
    /// includes heard ones. Plays of tracks newer than the model make those heard but do not shape the scores.
    /// </remarks>
    public async Task<Playlist?> DiscoverAsync(User user, PlaylistRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(request);
        request.ThrowIfInvalid();

        if (models.Current is not { } model)
        {
            return null;
        }

        List<ServedList> lists = await ServedAsync(user.Id, request.NotServedDays, cancellationToken);
        IReadOnlyList<ServedList> credited = lists[..Math.Min(lists.Count, GeneratorBandit.ListsLooked)];
        ListenerHistory history = await ListenerHistory.ReadAsync(
            plays, catalogue, user.Id, credited.Count > 0 ? credited[^1].ServedAt : null, cancellationToken);
        DateTimeOffset lately = clock.GetUtcNow().AddDays(-request.NotServedDays);
        HashSet<TrackId> served =
        [
            .. lists.Where(list => request.NotServedDays > 0 && list.ServedAt >= lately).SelectMany(list => list.Tracks).Select(track => track.Track),
        ];
        GeneratorBandit bandit = new(
            _options.Bandit,
            model.Generators,
            ServedOutcome.Match(credited, history.Reactions, _options.Bandit),
            request.Seed is { } seed ? (ulong)(uint)seed : GeneratorBandit.SeedOf(user.Id, credited));
        TrackFacts? facts = NeedsFacts(request) ? await FactsAsync(model, cancellationToken) : null;
        using PlaylistDraft draft = new(model, history, request, _options, facts, served, bandit);
        IReadOnlyDictionary<TrackId, Track> tracks;
        int rounds = 0;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            draft.Make();
            tracks = await catalogue.FindManyAsync(draft.TrackIds(), cancellationToken);
        }
        while (draft.Reject(tracks) && ++rounds < Rounds);

        Playlist playlist = draft.Finish(user, clock.GetUtcNow(), tracks);
        await serves.AppendAsync(ServedFrom(user, request, playlist), cancellationToken);
        return playlist;
    }

    /// <summary>
    /// Picks the tracks of a discovery playlist, as <see cref="DiscoverAsync"/> does where the catalogue has not changed since
    /// training, without describing or recording them: what an evaluation measures.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="history">What the listener played and said.</param>
    /// <param name="request">What they ask for.</param>
    /// <param name="options">Weights; null for the defaults.</param>
    /// <exception cref="ArgumentException">The request asks for what only the catalogue or the serve log knows.</exception>
    public static PickedTracks Pick(
        ServingModel model, ListenerHistory history, PlaylistRequest request, RecommenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(request);
        if (NeedsFacts(request) || request.NotServedDays > 0)
        {
            throw new ArgumentException(
                "Playing times, tempos, albums and what was served are not known here.", nameof(request));
        }

        using PlaylistDraft draft = new(model, history, request, options ?? new(), facts: null, served: new HashSet<TrackId>());
        draft.Make();
        return draft.Picked;
    }

    /// <summary>Finds tracks similar to one.</summary>
    /// <param name="track">The one, also by an id merged away since.</param>
    /// <param name="by">In which sense.</param>
    /// <param name="count">At most this many, 1 to 1,000.</param>
    /// <param name="excludeSameArtist">Whether to leave out the artist of <paramref name="track"/>.</param>
    /// <param name="listener">For whom: tracks they disliked and artists they never want are left out; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>
    /// Most similar first; empty where the model cannot compare the track in that sense (it is newer than the model, has no
    /// audio, or nobody played it). Null if no model is in service.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
    public async Task<IReadOnlyList<SimilarTrack>?> SimilarAsync(
        TrackId track, SimilarBy by, int count, bool excludeSameArtist, UserId? listener, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1_000);
        if (models.Current is not { } model)
        {
            return null;
        }

        TrackId survivor = (await catalogue.FindAsync(track, cancellationToken))?.Id ?? track;
        if (!model.Tracks.TryGetRow(track, out int row) && !model.Tracks.TryGetRow(survivor, out row))
        {
            return [];
        }

        ListenerHistory words = await WordsAsync(listener, cancellationToken);
        HashSet<int> never = model.Find(words.NeverArtists);

        // Some rows may have been merged into others since; ask for a few more than wanted.
        ScoredRow[] found = SimilarSearch.Find(
            model,
            row,
            by,
            count + 20,
            other => (excludeSameArtist && model.Artists[other] == model.Artists[row])
                || model.Credits(other, never)
                || words.IsDisliked(model.Tracks.IdOf(other)));
        TrackId[] ids = Array.ConvertAll(found, scored => model.Tracks.IdOf(scored.Row));
        IReadOnlyDictionary<TrackId, Track> tracks = await catalogue.FindManyAsync(ids, cancellationToken);
        List<SimilarTrack> similar = [];
        HashSet<TrackId> shown = [survivor];
        for (int i = 0; i < found.Length && similar.Count < count; i++)
        {
            if (tracks.TryGetValue(ids[i], out Track? other) && words.Allows(other) && shown.Add(other.Id))
            {
                similar.Add(new SimilarTrack(other, found[i].Score, SimilarSearch.Why(model, row, found[i].Row, by)));
            }
        }

        return similar;
    }

    /// <summary>Walks from one track to another by small audible steps (<see cref="TrackPath"/>).</summary>
    /// <param name="from">The first, also by an id merged away since.</param>
    /// <param name="to">The last, another.</param>
    /// <param name="between">Tracks between, 0 to 100.</param>
    /// <param name="listener">For whom: tracks they disliked and artists they never want are walked around; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>
    /// From the first to the last, each with its likeness by ear to the one before, the first with 1; fewer between where there are no more;
    /// empty where the model has not heard one of the two. Null if no model is in service.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    /// <exception cref="ArgumentException">Both are the same track.</exception>
    public async Task<IReadOnlyList<SimilarTrack>?> PathAsync(
        TrackId from, TrackId to, int between, UserId? listener, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(between);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(between, 100);
        if (models.Current is not { } model)
        {
            return null;
        }

        if (await RowAsync(model, from, cancellationToken) is not { } start
            || await RowAsync(model, to, cancellationToken) is not { } end
            || model.AudioNorms[start] == 0 || model.AudioNorms[end] == 0)
        {
            return [];
        }

        if (start == end)
        {
            throw new ArgumentException("A path leads from one track to another.", nameof(to));
        }

        ListenerHistory words = await WordsAsync(listener, cancellationToken);
        HashSet<int> never = model.Find(words.NeverArtists);
        HashSet<int> gone = [];
        for (int round = 0; ; round++)
        {
            int[] walk = TrackPath.Find(
                model,
                start,
                end,
                between,
                row => gone.Contains(row) || model.Credits(row, never) || words.IsDisliked(model.Tracks.IdOf(row)));
            IReadOnlyDictionary<TrackId, Track> tracks = await catalogue.FindManyAsync(
                Array.ConvertAll(walk, model.Tracks.IdOf), cancellationToken);
            int[] unfit = [.. UnfitOnTheWay(model, walk, tracks, words)];
            if (unfit.Length > 0 && round < Rounds)
            {
                gone.UnionWith(unfit);
                continue;
            }

            int[] fit = [.. walk.Except(unfit).Where(row => tracks.ContainsKey(model.Tracks.IdOf(row)))];
            return
            [
                .. fit.Select((row, at) => new SimilarTrack(
                    tracks[model.Tracks.IdOf(row)],
                    at == 0 ? 1 : 1 - (2 * Transitions.Ear(model, fit[at - 1], row)),
                    at == 0 ? "the start" : "sounds alike")),
            ];
        }
    }

    /// <summary>Rows between the ends that are gone from the catalogue, merged with others of the walk, or unwanted under today's names.</summary>
    private static IEnumerable<int> UnfitOnTheWay(
        ServingModel model, int[] walk, IReadOnlyDictionary<TrackId, Track> tracks, ListenerHistory words)
    {
        HashSet<TrackId> shown = [];
        foreach (int end in (ReadOnlySpan<int>)[walk[0], walk[^1]])
        {
            shown.Add(tracks.TryGetValue(model.Tracks.IdOf(end), out Track? track) ? track.Id : model.Tracks.IdOf(end));
        }

        return walk[1..^1].Where(row =>
            !tracks.TryGetValue(model.Tracks.IdOf(row), out Track? track) || !words.Allows(track) || !shown.Add(track.Id));
    }

    /// <summary>The row of a track, also by an id merged away since; null if the model does not know it.</summary>
    private async Task<int?> RowAsync(ServingModel model, TrackId track, CancellationToken cancellationToken)
    {
        if (model.Tracks.TryGetRow(track, out int row))
        {
            return row;
        }

        TrackId? survivor = (await catalogue.FindAsync(track, cancellationToken))?.Id;
        return survivor is { } id && model.Tracks.TryGetRow(id, out row) ? row : null;
    }

    /// <summary>What a listener said; nothing for nobody.</summary>
    private async Task<ListenerHistory> WordsAsync(UserId? listener, CancellationToken cancellationToken) => listener is { } user
        ? await ListenerHistory.ReadFeedbackAsync(plays, catalogue, user, cancellationToken)
        : new();

    private static bool NeedsFacts(PlaylistRequest request) =>
        request.AsksForDuration || request.AsksForTempo || request.TracksPerAlbum is not null;

    /// <summary>The facts of a model, read when first asked for; two requests at once may both read them.</summary>
    private async Task<TrackFacts> FactsAsync(ServingModel model, CancellationToken cancellationToken)
    {
        KnownFacts? known = Volatile.Read(ref _facts);
        if (known?.Model != model)
        {
            known = new KnownFacts(model, await TrackFacts.ReadAsync(model, catalogue, cancellationToken));
            Volatile.Write(ref _facts, known);
        }

        return known.Facts;
    }

    /// <summary>Lists served lately, newest first: those of some days, and those that the bandit looks at.</summary>
    private async Task<List<ServedList>> ServedAsync(UserId user, int days, CancellationToken cancellationToken)
    {
        List<ServedList> lists = [];
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset since = now.AddDays(-Math.Max(days, GeneratorBandit.DaysLooked));
        await foreach (ServedList list in serves.ReadAsync(user, since, cancellationToken))
        {
            if (lists.Count >= GeneratorBandit.ListsLooked && list.ServedAt < now.AddDays(-days))
            {
                break;
            }

            lists.Add(list);
        }

        return lists;
    }

    private static ServedList ServedFrom(User user, PlaylistRequest request, Playlist playlist) => new(
        user.Id,
        playlist.CreatedAt,
        playlist.Version,
        request.Discovery,
        [
            .. playlist.Entries.Select(entry =>
                new ServedTrack(entry.Track.Id, entry.Position, entry.Source, entry.Score, entry.Propensity)),
        ]);

    private sealed record KnownFacts(ServingModel Model, TrackFacts Facts);
}
