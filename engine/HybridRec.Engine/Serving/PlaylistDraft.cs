using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Serving;

/// <summary>One playlist in the making: rows are picked, checked against the catalogue, and picked anew until all are fit.</summary>
internal sealed class PlaylistDraft
{
    private const double DialTolerance = 5;
    private readonly ServingModel _model;
    private readonly ListenerHistory _history;
    private readonly PlaylistRequest _request;
    private readonly RecommenderOptions _options;
    private readonly ListenerProfile _profile;
    private readonly bool[] _excluded;
    private readonly float[] _scores;
    private List<int> _rows = [];
    private RerankedList? _reranked;
    private List<Reason>? _reasons;

    public PlaylistDraft(
        ServingModel model, ListenerHistory history, PlaylistRequest request, RecommenderOptions options)
    {
        _model = model;
        _history = history;
        _request = request;
        _options = options;
        _profile = new ListenerProfile(model, history, options);
        _scores = new float[model.Tracks.Count];
        _profile.ScoreAll(_scores);
        _excluded = new bool[model.Tracks.Count];
        for (int row = 0; row < _excluded.Length; row++)
        {
            _excluded[row] = IsExcluded(row);
        }
    }

    /// <summary>Picks rows.</summary>
    public void Make()
    {
        _reasons = null;
        if (!_profile.HasTaste)
        {
            _rows = [.. OnboardingList.Pick(_model, _excluded, _request.Count, _request.Discovery, _options.Reranker)];
            return;
        }

        int[] pool = new CandidatePool(_options.Reranker).Select(
            _scores, _model.Popularity, _model.Artists, _excluded, _request.Count);
        CandidateSet candidates = new(
            Array.ConvertAll(pool, row => _scores[row]),
            Array.ConvertAll(pool, row => _model.Popularity[row]),
            Array.ConvertAll(pool, _profile.Familiarity),
            Array.ConvertAll(pool, row => _model.Artists[row]),
            (candidate, similarities) =>
            {
                for (int i = 0; i < pool.Length; i++)
                {
                    similarities[i] = _model.Cosine(pool[candidate], pool[i]);
                }
            });
        _reranked = new DiscoveryReranker(_options.Reranker).Rerank(
            candidates, _request.Count, _request.Discovery, _profile.HistoryPopularity);
        _rows = [.. _reranked.Picks.Select(pick => pool[pick])];
    }

    /// <summary>The tracks picked, by position, and how the dial was kept.</summary>
    public PickedTracks Picked => new([.. _rows.Select(_model.Tracks.IdOf)], _reranked?.Asked, _reranked?.Feasible);

    /// <summary>Why each row was picked; worked out when first asked for, which an evaluation never does.</summary>
    private List<Reason> Reasons => _reasons ??=
        _profile.HasTaste ? [.. _rows.Select(row => Reason.For(_model, _profile, row))] : [];

    /// <summary>The tracks to look up: those picked and those the reasons name.</summary>
    public HashSet<TrackId> TrackIds() =>
        [.. _rows.Concat(Reasons.SelectMany(reason => reason.Rows)).Select(_model.Tracks.IdOf)];

    /// <summary>Excludes picked rows that the catalogue, which may have changed since training, shows to be unfit.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Reject(IReadOnlyDictionary<TrackId, Track> tracks)
    {
        HashSet<TrackId> shown = [];
        List<int> unfit = _rows.FindAll(row =>
            !tracks.TryGetValue(_model.Tracks.IdOf(row), out Track? track) || !IsFit(track) || !shown.Add(track.Id));
        foreach (int row in unfit)
        {
            _excluded[row] = true;
        }

        return unfit.Count > 0;
    }

    public Playlist Finish(User user, DateTimeOffset now, IReadOnlyDictionary<TrackId, Track> tracks)
    {
        List<PlaylistEntry> entries = [];
        for (int i = 0; i < _rows.Count; i++)
        {
            int row = _rows[i];
            if (!_excluded[row])
            {
                entries.Add(Entry(i, entries.Count + 1, tracks));
            }
        }

        double achieved = entries.Count > 0 ? entries.Average(entry => (double)entry.Popularity) : 0;
        DialReport dial = _reranked is { } list
            ? new(_request.Discovery, list.Asked, achieved, Math.Min(list.Feasible, achieved), _profile.HistoryPopularity)
            : new(_request.Discovery, achieved, achieved, achieved, _profile.HistoryPopularity);
        return new Playlist(user.Name, now, _model.Version, dial, entries, Notes(entries.Count, dial));
    }

    private PlaylistEntry Entry(int index, int position, IReadOnlyDictionary<TrackId, Track> tracks)
    {
        int row = _rows[index];
        TrackId id = _model.Tracks.IdOf(row);
        (float blend, float audio) = _profile.Parts(row);
        string source = !_profile.HasTaste ? "onboarding" : blend != 0 && blend >= audio ? "blend" : "audio";
        float score = _profile.HasTaste ? _scores[row] : 1f / position;
        return new PlaylistEntry(
            position,
            tracks[id],
            score,
            source,
            _model.Popularity[row],
            NeverHeard: !_history.HasHeard(id) && !_history.HasHeard(tracks[id].Id),
            Cold: _model.UserCounts[row] == 0,
            Reasons.Count > 0 ? Reasons[index].Word(_model, tracks) : new Because([], null));
    }

    private List<string> Notes(int count, DialReport dial)
    {
        List<string> notes = [];
        if (!_profile.HasTaste)
        {
            notes.Add("There are no plays of yours to go by yet, so this is a varied sample of the library.");
        }

        if (count < _request.Count)
        {
            notes.Add(count switch
            {
                0 => "No track qualifies.",
                1 => "Only 1 track qualifies.",
                _ => $"Only {count} tracks qualify.",
            });
        }

        if (dial.AchievedPopularity > dial.AskedPopularity + DialTolerance)
        {
            notes.Add(
                $"The dial asked for a mean popularity of {dial.AskedPopularity:F0}; tracks that suit you allow " +
                $"{dial.AchievedPopularity:F0}.");
        }

        return notes;
    }

    private bool IsExcluded(int row)
    {
        TrackId id = _model.Tracks.IdOf(row);
        return (_profile.HasTaste && !_profile.CanScore(row))
            || _history.IsDisliked(id)
            || (!_request.IncludeHeard && _history.HasHeard(id))
            || _profile.NeverArtists.Contains(_model.Artists[row])
            || _request.Exclude.Contains(id.Value)
            || (_request.PlayableOnly && !_model.HasAudio[row])
            || (_request.OnlyCollections.Count > 0
                && !(_model.Collections[row] is { } collection && _request.OnlyCollections.Contains(collection)));
    }

    private bool IsFit(Track track) =>
        !_history.IsDisliked(track.Id)
        && (_request.IncludeHeard || !_history.HasHeard(track.Id))
        && !_history.NeverArtists.Contains(ArtistKey.Of(track.Artist))
        && !_request.Exclude.Contains(track.Id.Value)
        && (!_request.PlayableOnly || track.HasAudio);
}
