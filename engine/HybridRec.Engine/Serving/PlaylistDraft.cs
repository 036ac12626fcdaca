using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Reranking;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Serving;

/// <summary>One playlist in the making: rows are picked, checked against the catalogue, and picked anew until all are fit.</summary>
internal sealed class PlaylistDraft : IDisposable
{
    private readonly ServingModel _model;
    private readonly ListenerHistory _history;
    private readonly PlaylistRequest _request;
    private readonly RowBuffers.Loan _loan;
    private readonly ListenerProfile _profile;
    private readonly RequestRules _rules;
    private readonly ListMaker _maker;
    private PickedRows _list = new([], null, Full: false);
    private readonly GeneratorBandit? _bandit;
    private List<Reason>? _reasons;

    /// <param name="model">The model.</param>
    /// <param name="history">What the listener played and said.</param>
    /// <param name="request">What they ask for.</param>
    /// <param name="options">Weights.</param>
    /// <param name="facts">Null where the request asks about none.</param>
    /// <param name="served">What they were served lately, where the request asks.</param>
    /// <param name="bandit">Shares kept places out among generators; null for evenly.</param>
    public PlaylistDraft(
        ServingModel model,
        ListenerHistory history,
        PlaylistRequest request,
        RecommenderOptions options,
        TrackFacts? facts,
        IReadOnlySet<TrackId> served,
        GeneratorBandit? bandit = null)
    {
        _model = model;
        _bandit = bandit;
        _history = history;
        _request = request;
        _loan = model.Buffers.Borrow();
        _profile = new ListenerProfile(model, history, options, _loan);
        _rules = new RequestRules(model, _profile, history, request, facts, served, _loan);
        _maker = new ListMaker(model, _profile, _rules, request, options.Reranker, _loan, bandit);
    }

    /// <summary>The tracks picked, by position, and how the dial was kept.</summary>
    public PickedTracks Picked => new(
        [.. _list.Rows.Select(_model.Tracks.IdOf)], _list.Reranked?.Asked, _list.Reranked?.Feasible);

    /// <summary>Why each row was picked; worked out when first asked for, which an evaluation never does.</summary>
    private List<Reason> Reasons => _reasons ??=
        _profile.HasTaste ? [.. _list.Rows.Select(row => Reason.For(_model, _profile, row))] : [];

    /// <summary>Gives back what was borrowed; the draft must not be used afterwards.</summary>
    public void Dispose() => _loan.Dispose();

    /// <summary>Picks rows.</summary>
    public void Make()
    {
        _reasons = null;
        _list = _maker.Make();
    }

    /// <summary>The tracks to look up: those picked and those the reasons name.</summary>
    public HashSet<TrackId> TrackIds() =>
        [.. _list.Rows.Concat(Reasons.SelectMany(reason => reason.Rows)).Select(_model.Tracks.IdOf)];

    /// <summary>Leaves out picked rows that the catalogue, which may have changed since training, shows to be unfit.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Reject(IReadOnlyDictionary<TrackId, Track> tracks)
    {
        int[] unfit = [.. Unfit(tracks)];
        Array.ForEach(unfit, _rules.Reject);
        return unfit.Length > 0;
    }

    public Playlist Finish(User user, DateTimeOffset now, IReadOnlyDictionary<TrackId, Track> tracks)
    {
        // Rows that are still unfit after the last try are dropped.
        HashSet<int> unfit = [.. Unfit(tracks)];
        int[] kept = [.. Enumerable.Range(0, _list.Rows.Count).Where(index => !unfit.Contains(_list.Rows[index]))];
        List<PlaylistEntry> entries = [];
        foreach (int index in _request.Arc is { } arc ? Sequence(kept, arc, tracks) : kept)
        {
            entries.Add(Entry(index, entries.Count + 1, tracks));
        }

        double achieved = entries.Count > 0 ? entries.Average(entry => (double)entry.Popularity) : 0;
        DialReport dial = _list.Reranked is { } list
            ? new(_request.Discovery, list.Asked, achieved, Math.Min(list.Feasible, achieved), _profile.HistoryPopularity)
            : new(_request.Discovery, achieved, achieved, achieved, _profile.HistoryPopularity);
        IReadOnlyList<string> notes = new PlaylistNotes(_model, _request, _profile, _rules, _maker).For(entries, _list, dial);
        return new Playlist(user.Name, now, _model.Version, dial, entries, notes) { Generators = Shares() };
    }

    private GeneratorShare[] Shares()
    {
        Proposals[] shared = [.. _maker.Proposals.Where(some => some.Chance is not null)];
        return
        [
            .. shared.Select(some => new GeneratorShare(
                some.Source, some.Drawn.Count, some.Chance!.Value, _bandit!.BeliefIn(some.Source).Mean)),
        ];
    }

    /// <summary>The chance by which a pick's place went to its generator: the most relevant of its picks fill the places drawn for it.</summary>
    private double PropensityOf(int index)
    {
        if (!_maker.Sources.TryGetValue(_list.Rows[index], out string? source)
            || _maker.Proposals.FirstOrDefault(some => some.Source == source) is not { Drawn: { } drawn })
        {
            return 1;
        }

        int before = _list.Rows.Take(index).Count(row => _maker.Sources.GetValueOrDefault(row) == source);
        return before < drawn.Count ? drawn[before] : 1;
    }

    private IEnumerable<int> Unfit(IReadOnlyDictionary<TrackId, Track> tracks)
    {
        HashSet<TrackId> shown = [];
        return _list.Rows.Where(row => !tracks.TryGetValue(_model.Tracks.IdOf(row), out Track? track)
            || !_rules.IsFit(track, _maker.Waived)
            || !shown.Add(track.Id));
    }

    /// <summary>The picks in an order for listening; as they are where none of them was heard or measured.</summary>
    private int[] Sequence(int[] picks, Arc arc, IReadOnlyDictionary<TrackId, Track> tracks)
    {
        int[] rows = Array.ConvertAll(picks, index => _list.Rows[index]);
        SoundFeatures?[] sounds = Array.ConvertAll(rows, row => tracks[_model.Tracks.IdOf(row)].Sound);
        if (Array.TrueForAll(sounds, sound => sound is null) && !Array.Exists(rows, row => _model.AudioNorms[row] > 0))
        {
            return picks;
        }

        int[] order = Sequencer.Order(
            Transitions.Steps(_model, rows, sounds),
            Array.ConvertAll(sounds, Transitions.Energy),
            Array.ConvertAll(rows, row => _model.Artists[row]),
            [.. _maker.Caps.Select(cap => cap with { Groups = Array.ConvertAll(rows, row => cap.Groups[row]) })],
            arc);
        return Array.ConvertAll(order, at => picks[at]);
    }

    private PlaylistEntry Entry(int index, int position, IReadOnlyDictionary<TrackId, Track> tracks)
    {
        int row = _list.Rows[index];
        TrackId id = _model.Tracks.IdOf(row);
        (float blend, float relative, float links, float audio) = _profile.Parts(row);
        string source = !_profile.HasTaste ? "onboarding"
            : _maker.Sources.TryGetValue(row, out string? generator) ? generator
            : links > blend + relative && links > audio ? "links"
            : blend != 0 && blend + relative + links >= audio ? "blend"
            : "audio";
        float score = _profile.HasTaste ? _maker.Relevance[row] : 1f / position;
        return new PlaylistEntry(
            position,
            tracks[id],
            score,
            source,
            _model.Popularity[row],
            NeverHeard: !_history.HasHeard(id) && !_history.HasHeard(tracks[id].Id),
            Cold: _model.UserCounts[row] == 0,
            Reasons.Count > 0 ? Reasons[index].Word(_model, tracks) : new Because([], null))
        {
            Propensity = PropensityOf(index),
            Uncertainty = _profile.HasTaste ? _profile.Uncertainty(row) : null,
        };
    }
}
