using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Reranking;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Serving;

/// <summary>What one generator proposes for a list.</summary>
/// <param name="Source">The generator's name, see <see cref="Generators"/>.</param>
/// <param name="Share">Share of the places that are kept for it at d = 1.</param>
/// <param name="Rows">Its tracks, best first.</param>
internal sealed record Proposals(string Source, double Share, int[] Rows)
{
    /// <summary>By place that was drawn for it: the chance by which it was.</summary>
    public IReadOnlyList<double> Drawn { get; init; } = [];

    /// <summary>The chance by which the first place went to it; null where places are not drawn.</summary>
    public double? Chance { get; init; }
}

/// <summary>Ways to find tracks that relevance alone would not show. Each has a name, which its picks bear, and some places of a list.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>fresh</term><description>the most relevant of what hardly anybody has heard; with a bandit by a draw from what their sound leaves open, so
/// that not the same few are shown to all;</description></item>
/// <item><term>rediscovery</term><description>played often, but not for long; only where heard tracks are wanted;</description></item>
/// <item><term>cross-genre</term><description>sounds like what they play, in a genre or collection that they hardly play;</description></item>
/// <item><term>sounds-like</term><description>sounds like what sets the listener apart, of late most: Σ_j c_j (1 − π_j ÷ 100)
/// 2^(−age_j ÷ 60 days) cos_ij over the plays j that have i among their nearest by ear, hubs corrected;</description></item>
/// <item><term>lift</term><description>unusually common among those who play what they play (<c>Neighbours.Lift</c>);</description></item>
/// <item><term>themes</term><description>about what the lyrics of what they play are about, of any genre (<c>Content.ThemeSpace</c>).</description></item>
/// </list>
/// A proposal must be relevant at all, and the re-ranker picks among them. A track that several propose bears the first name.
/// With a bandit the places of all but <c>fresh</c>, which are kept for the tracks' sake, are shared out anew by what the listener
/// makes of each; without one each has its own.
/// Made per request, not thread-safe; O(links of what was played, fresh tracks), and nothing at d = 0.
/// </remarks>
internal sealed class Generators(
    ServingModel model,
    ListenerProfile profile,
    DiscoveryRerankerOptions options,
    float[] relevance,
    RowBuffers.Loan loan,
    bool heardToo,
    GeneratorBandit? bandit = null)
{
    private const string FreshTracks = "fresh";

    /// <summary>Proposals for each place: artists and albums have caps.</summary>
    private const int Looked = 4;

    /// <summary>The same for fresh tracks by a draw.</summary>
    private const int FreshLooked = 2;

    /// <summary>The most relevant fresh tracks that take part in the draw.</summary>
    private const int FreshDrawn = 1_000;

    /// <summary>Generators at most among which places are drawn: one may get them all.</summary>
    private const int MostGenerators = 5;

    private const double RecentDays = 60;
    private const float LongAgo = 0.35f;
    private const double Often = 3;

    /// <summary>A genre or collection is the listener's own from this share of the tracks they played on.</summary>
    private const double OwnShare = 0.05;

    private readonly Dictionary<string, ArraySegment<ScoredRow>> _found = [];

    /// <summary>What all generators propose for a list; only those with a place in it.</summary>
    /// <param name="excluded">True for rows that must not be shown.</param>
    /// <param name="discovery">d, 0 to 1.</param>
    /// <param name="count">Positions wanted.</param>
    public IReadOnlyList<Proposals> Propose(ReadOnlySpan<bool> excluded, double discovery, int count)
    {
        List<Proposals> all = [];
        foreach ((string source, double share, Func<ArraySegment<ScoredRow>> find) in (ReadOnlySpan<(string, double, Func<ArraySegment<ScoredRow>>)>)
            [
                (FreshTracks, options.FreshShare, Fresh),
                ("rediscovery", heardToo ? options.GeneratorShare : 0, Rediscovery),
                ("cross-genre", options.GeneratorShare, CrossGenre),
                ("sounds-like", options.GeneratorShare, SoundsLike),
                ("lift", options.GeneratorShare, Lift),
                ("themes", model.ThemeLinks is null ? 0 : options.GeneratorShare, Themes),
            ])
        {
            int places = KeptPlaces.Number(share, discovery, count);
            if (places > 0)
            {
                // One generator may get all places; what luck brought among the fresh must not be undone by relevance among many.
                int looked = bandit is null ? Looked : source == FreshTracks ? FreshLooked : Looked * MostGenerators;
                ArraySegment<ScoredRow> found = Once(source, find);
                found = bandit is not null && source == FreshTracks ? Drawn(Best(found, excluded, FreshDrawn)) : found;
                all.Add(new Proposals(source, share, Best(found, excluded, looked * places)));
            }
        }

        return bandit is null ? all : Shared(all, discovery, count);
    }

    /// <summary>Shares places out by chance. Each track is then of one generator alone, so that a place is filled by whom it was drawn for.</summary>
    private List<Proposals> Shared(List<Proposals> all, double discovery, int count)
    {
        HashSet<int> taken = [];
        List<Proposals> own = [.. all.Select(some => some with { Rows = [.. some.Rows.Where(taken.Add)] })];
        List<Proposals> shared = [.. own.Where(some => some.Source != FreshTracks && some.Rows.Length > 0)];
        int places = shared.Sum(some => KeptPlaces.Number(some.Share, discovery, count));
        string[] sources = [.. shared.Select(some => some.Source)];
        double[] first = bandit!.Chances(Array.ConvertAll(sources, bandit.BeliefIn));
        IReadOnlyList<GeneratorBandit.Place> drawn = bandit.Draw(sources, [.. shared.Select(some => some.Rows.Length)], places);
        ILookup<int, double> chances = drawn.ToLookup(place => place.Generator, place => place.Chance);
        return
        [
            .. own.Where(some => some.Source == FreshTracks),
            .. shared.Select((some, at) => some with
            {
                Share = chances[at].Count() / (discovery * count),
                Rows = some.Rows[..Math.Min(some.Rows.Length, Looked * chances[at].Count())],
                Drawn = [.. chances[at]],
                Chance = first[at],
            }),
        ];
    }

    private int[] Best(ArraySegment<ScoredRow> found, ReadOnlySpan<bool> excluded, int wanted)
    {
        ScoredRow[] best = new ScoredRow[wanted];
        BoundedHeap heap = new(best);
        foreach ((int row, float score) in found.AsSpan())
        {
            if (score > 0 && !excluded[row] && relevance[row] > 0)
            {
                heap.Offer(row, score);
            }
        }

        return Array.ConvertAll(best[..heap.Finish()], scored => scored.Row);
    }

    private ArraySegment<ScoredRow> Once(string source, Func<ArraySegment<ScoredRow>> find) =>
        _found.TryGetValue(source, out ArraySegment<ScoredRow> known) ? known : _found[source] = find();

    private ArraySegment<ScoredRow> Fresh()
    {
        ScoredRow[] found = loan.Take<ScoredRow>();
        for (int at = 0; at < model.FreshRows.Length; at++)
        {
            found[at] = new ScoredRow(model.FreshRows[at], relevance[model.FreshRows[at]]);
        }

        return new(found, 0, model.FreshRows.Length);
    }

    /// <summary>Relevance and a draw of what the sound leaves open.</summary>
    private ArraySegment<ScoredRow> Drawn(int[] rows) => new(Array.ConvertAll(rows, row => new ScoredRow(
        row, Math.Max(float.Epsilon, relevance[row] + (profile.Uncertainty(row) is { } open ? open * bandit!.Luck(row) : 0)))));

    private ArraySegment<ScoredRow> Rediscovery()
    {
        List<ScoredRow> found = [];
        float[] recency = Recency();
        for (int i = 0; i < recency.Length; i++)
        {
            ListenerEvidence.Piece piece = profile.Pieces[i];
            if (piece.Plays >= Often && recency[i] < LongAgo)
            {
                found.Add(new ScoredRow(piece.Evidence.Row, MathF.Log(1 + piece.Plays)));
            }
        }

        return new([.. found]);
    }

    private ArraySegment<ScoredRow> SoundsLike()
    {
        float[] recency = Recency();
        return Linked(model.EarLinks, (piece, at) => piece.Evidence.Preference < 0
            ? piece.Evidence.Confidence * piece.Evidence.Preference
            : piece.Positive * (1 - (model.Popularity[piece.Evidence.Row] / 100)) * recency[at]);
    }

    private ArraySegment<ScoredRow> CrossGenre()
    {
        HashSet<string> genres = Own(row => model.Genres[row] ?? []);
        HashSet<string> collections = Own(row => model.Collections[row] is { } collection ? [collection] : []);
        return new([.. Once("sounds-like", SoundsLike).Where(scored => scored.Score > 0 && IsFar(scored.Row))]);

        bool IsFar(int row) => genres.Count > 0 && model.Genres[row] is { } own
            ? !own.Any(genres.Contains)
            : collections.Count > 0 && model.Collections[row] is { } collection && !collections.Contains(collection);
    }

    private ArraySegment<ScoredRow> Lift() => Linked(model.LiftLinks, (piece, _) => piece.Evidence.Preference);

    private ArraySegment<ScoredRow> Themes() =>
        Linked(model.ThemeLinks, (piece, _) => piece.Evidence.Confidence * piece.Evidence.Preference);

    /// <summary>Sums of links: few tracks are linked to any, so only these are looked at.</summary>
    private ArraySegment<ScoredRow> Linked(SparseMatrix? links, Func<ListenerEvidence.Piece, int, float> weight)
    {
        float[] sums = loan.Take();
        ScoredRow[] found = loan.Take<ScoredRow>();
        int count = 0;
        for (int at = 0; at < profile.Pieces.Count && links is not null; at++)
        {
            links.AddRow(profile.Pieces[at].Evidence.Row, weight(profile.Pieces[at], at), sums);
        }

        for (int at = 0; at < profile.Pieces.Count && links is not null; at++)
        {
            foreach (long row in links.Columns(profile.Pieces[at].Evidence.Row))
            {
                if (sums[row] != 0)
                {
                    found[count++] = new ScoredRow((int)row, sums[row]);
                    sums[row] = 0;
                }
            }
        }

        return new(found, 0, count);
    }

    /// <summary>2^(−age ÷ 60 days) of the listener's last play of each track; so <see cref="LongAgo"/> is three months.</summary>
    private float[] Recency() => PlayTimes.Weights([.. profile.Pieces.Select(piece => piece.LastPlayed)], RecentDays);

    private HashSet<string> Own(Func<int, IEnumerable<string>> labels) =>
        [.. profile.PlayedRows.SelectMany(labels).CountBy(label => label)
            .Where(label => label.Value >= OwnShare * profile.PlayedRows.Count).Select(label => label.Key)];
}
