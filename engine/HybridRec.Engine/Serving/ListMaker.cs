using System.Numerics.Tensors;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Reranking;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Serving;

/// <summary>Picks the rows of one request's list: candidates, re-ranking, and wishes that give way where too few qualify.</summary>
internal sealed class ListMaker(
    ServingModel model,
    ListenerProfile profile,
    RequestRules rules,
    PlaylistRequest request,
    DiscoveryRerankerOptions options,
    RowBuffers.Loan loan,
    GeneratorBandit? bandit = null)
{
    private const int LengthTries = 12;
    private readonly float[] _scores = Scores(profile, loan);
    private Generators? _generators;
    private float[]? _relative;
    private readonly HashSet<Wish> _waived = [];
    private bool[] _excluded = [];

    /// <summary>The generators that proposed rows of the last list.</summary>
    public IReadOnlyDictionary<int, string> Sources { get; private set; } = new Dictionary<int, string>();

    /// <summary>Places of the last list that were drawn for each generator, by chance.</summary>
    public IReadOnlyList<Proposals> Proposals { get; private set; } = [];

    /// <summary>Relevance by row, exact for what was in a list.</summary>
    public ReadOnlySpan<float> Relevance => _scores;

    /// <summary>The caps that the last list keeps, by row.</summary>
    public IReadOnlyList<GroupCap> Caps { get; private set; } = [];

    /// <summary>Wishes that gave way in the last list.</summary>
    public IReadOnlySet<Wish> Waived => _waived;

    /// <summary>Tracks of one artist that the last list may hold in the window.</summary>
    public int PerArtist { get; private set; }

    /// <summary>The stretch in which artists and albums are counted.</summary>
    public int Window => request.Window ?? options.ArtistWindow;

    /// <summary>Makes the list.</summary>
    /// <remarks>
    /// Where the strict list is too short, all wishes give way at once, which shows how long the rules let it be; then they
    /// are restored, the last to give way first, as far as the list stays that long.
    /// </remarks>
    public PickedRows Make()
    {
        _waived.Clear();
        int strictest = PerArtist = request.TracksPerArtist ?? options.TracksPerArtist;
        PickedRows list = Pick();
        if (!list.Full)
        {
            list = Loosen(list, strictest);
        }

        if (list.Rows.Count == 0)
        {
            _waived.UnionWith([Wish.Unfamiliar, Wish.NotServed, Wish.NotHeard]);
            list = Pick();
        }

        return list;
    }

    private PickedRows Loosen(PickedRows strict, int strictest)
    {
        _waived.UnionWith([Wish.Unfamiliar, Wish.NotServed, Wish.PerAlbum, Wish.PerArtist]);
        PerArtist = Math.Max(strictest, request.Count);
        PickedRows loose = Pick();
        if (Size(loose) <= Size(strict))
        {
            _waived.Clear();
            PerArtist = strictest;
            return strict;
        }

        PickedRows list = loose;
        for (int perArtist = strictest; perArtist < request.Count; perArtist *= 2)
        {
            PerArtist = perArtist;
            if (Pick() is { } stricter && Size(stricter) >= Size(loose))
            {
                list = stricter;
                break;
            }

            PerArtist = Math.Max(strictest, request.Count);
        }

        if (PerArtist == strictest)
        {
            _waived.Remove(Wish.PerArtist);
        }

        foreach (Wish wish in (ReadOnlySpan<Wish>)[Wish.PerAlbum, Wish.NotServed, Wish.Unfamiliar])
        {
            _waived.Remove(wish);
            if (Pick() is { } stricter && Size(stricter) >= Size(loose))
            {
                list = stricter;
            }
            else
            {
                _waived.Add(wish);
            }
        }

        return list;
    }

    /// <summary>How much there is of a list: one that is as long as was asked is as long as any.</summary>
    private static int Size(PickedRows list) => list.Full ? int.MaxValue : list.Rows.Count;

    private static float[] Scores(ListenerProfile profile, RowBuffers.Loan loan)
    {
        float[] scores = loan.Take();
        profile.ScoreAll(scores);
        return scores;
    }

    private static float Deviation(ReadOnlySpan<float> values) => values.IsEmpty ? 0 : TensorPrimitives.StdDev(values);

    /// <summary>z by row in the unit of relevance: both have one deviation over the whole library.</summary>
    private float[] Relative()
    {
        float[] relative = loan.Take();
        profile.RelativeAll(relative);
        float spread = Deviation(relative);
        TensorPrimitives.Multiply(relative, spread > 0 ? Deviation(_scores) / spread : 0, relative);
        return relative;
    }

    private PickedRows Pick()
    {
        _excluded = rules.Excluded(_waived);
        Caps = rules.Caps(_waived, PerArtist, Window);
        return request.Length is { } length ? PickToLength(length.TotalSeconds) : Pick(request.Count);
    }

    /// <summary>The list of the number of places that comes nearest to a length without exceeding it.</summary>
    /// <remarks>One place more is seldom shorter in time, so the number is searched for by its bounds.</remarks>
    private PickedRows PickToLength(double seconds)
    {
        double mean = MeanSeconds();
        PickedRows best = new([], null, Full: false);
        double bestTime = 0;
        int fits = 0;
        int tooMany = request.Count + 1;
        int count = (int)Math.Clamp(seconds / mean, 1, request.Count);
        for (int tries = 0; tries < LengthTries && fits + 1 < tooMany; tries++)
        {
            PickedRows list = Pick(count);
            double time = list.Rows.Sum(rules.SecondsOf);
            if (time > seconds)
            {
                tooMany = count;
            }
            else
            {
                fits = count;
                tooMany = list.Full ? tooMany : count + 1;
                (best, bestTime) = time >= bestTime ? (list, time) : (best, bestTime);
            }

            count = (int)Math.Clamp(count + ((seconds - time) / mean), fits + 1, Math.Max(fits + 1, tooMany - 1));
        }

        // With room for another track, and places left, it was the supply that ended.
        return best with { Full = best.Full || bestTime + mean > seconds };
    }

    private double MeanSeconds()
    {
        double sum = 0;
        int known = 0;
        for (int row = 0; row < _excluded.Length; row++)
        {
            sum += _excluded[row] ? 0 : rules.SecondsOf(row);
            known += _excluded[row] ? 0 : 1;
        }

        return sum > 0 ? sum / known : 1;
    }

    private PickedRows Pick(int count)
    {
        if (!profile.HasTaste)
        {
            IReadOnlyList<int> rows = OnboardingList.Pick(model, _excluded, count, request.Discovery, Caps, profile.Pieces);
            return new PickedRows(rows, null, rows.Count == count);
        }

        float[] relative = _relative ??= Relative();
        int[] pool = CandidatePool.Select(_scores, model.Popularity, _excluded, Caps, count);
        _generators ??= new Generators(model, profile, options, _scores, loan, request.IncludeHeard, bandit);
        IReadOnlyList<Proposals> proposals = _generators.Propose(_excluded, request.Discovery, count);
        pool = [.. pool.Union(proposals.SelectMany(some => some.Rows))];
        if (model.Tracks.Count >= RelevanceSpace.CoarseFrom)
        {
            Array.ForEach(pool, row => _scores[row] = profile.Score(row));
        }

        CandidateSet candidates = new(
            Array.ConvertAll(pool, row => _scores[row]),
            Array.ConvertAll(pool, row => relative[row]),
            Array.ConvertAll(pool, row => model.Popularity[row]),
            Array.ConvertAll(pool, profile.Familiarity),
            [.. Caps.Select(cap => cap with { Groups = Array.ConvertAll(pool, row => cap.Groups[row]) })],
            (candidate, similarities) =>
            {
                for (int i = 0; i < pool.Length; i++)
                {
                    similarities[i] = model.Cosine(pool[candidate], pool[i]);
                }
            },
            [.. proposals.Select(some => new KeptPlaces(Array.ConvertAll(pool, some.Rows.ToHashSet().Contains), some.Share))],
            GenreTaste.From(
                profile.PlayedRows.Select(row => model.Genres[row]), Array.ConvertAll(pool, row => model.Genres[row])));
        RerankedList list = new DiscoveryReranker(options).Rerank(
            candidates, count, request.Discovery, profile.HistoryPopularity);
        Proposals = proposals;
        Sources = proposals.SelectMany(some => some.Rows.Select(row => (Row: row, some.Source)))
            .DistinctBy(proposal => proposal.Row)
            .ToDictionary(proposal => proposal.Row, proposal => proposal.Source);
        return new PickedRows([.. list.Picks.Select(pick => pool[pick])], list, list.Picks.Count == count);
    }
}
