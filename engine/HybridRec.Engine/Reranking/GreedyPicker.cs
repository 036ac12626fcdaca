using System.Numerics.Tensors;

namespace HybridRec.Engine.Reranking;

/// <summary>
/// Builds one list: picks greedily the candidate with the highest value that the caps allow, then orders what was picked by
/// relevance.
/// </summary>
/// <remarks>
/// value = (1 − a)·relevance + a·z − t·((1 − d)·p + d·p²) − familiarity penalty − diversity penalty + balance of genres (<see cref="GenreBalance"/>), p = π/100. One dial, the tilt, moves a first and t
/// then (<see cref="Mixture"/>): exchanging plain relevance for the popularity-free one (Decision 3) loses least, but does not
/// reach as low as π itself. Measured in engine/docs/decisions (a list is picked by z and ordered by relevance).
/// <para>
/// The further out the dial, the more the most popular cost beyond their share (p²): a mean is also met by hits beside artists that one other
/// person plays, and that is no list for anyone.
/// </para>
/// <para>
/// The order is by relevance, because who reads a list from the top should meet the surest picks first; mean π does not depend
/// on it, and what the tilt cost in NDCG it cost mostly by the order.
/// </para>
/// The diversity penalty is that of maximal marginal relevance (Carbonell &amp; Goldstein, SIGIR 1998): proportional to the
/// largest cosine with anything already picked. Made per request, used for many lists of the same candidates, and not
/// thread-safe. Each list costs O(count · candidates); similarities are computed once per candidate ever picked.
/// </remarks>
internal sealed class GreedyPicker
{
    private readonly CandidateSet _candidates;
    private readonly DiscoveryRerankerOptions _options;
    private readonly float[] _relevance;
    private readonly float[] _relative;
    private readonly bool _hasRelative;
    private readonly float[] _squared;
    private readonly ListWindow _window;
    private readonly float[]?[] _similarities;
    private readonly float[] _base;
    private readonly float[] _value;
    private readonly float[] _penalised;
    private readonly GenreBalance _genres;
    private readonly float[] _gains;

    public GreedyPicker(CandidateSet candidates, DiscoveryRerankerOptions options)
    {
        _candidates = candidates;
        _options = options;
        int n = candidates.Count;
        (_relevance, _relative) = Standardise(candidates.Relevance, candidates.Relative);
        _hasRelative = candidates.Relative.AsSpan().ContainsAnyExcept(0f);
        _squared = Array.ConvertAll(candidates.Popularity, popularity => popularity / 100 * (popularity / 100));
        _window = new ListWindow(candidates.Caps);
        _similarities = new float[]?[n];
        _base = new float[n];
        _value = new float[n];
        _penalised = new float[n];
        _genres = new GenreBalance(candidates.Genres);
        _gains = new float[n];
    }

    /// <summary>A list by relevance, tilted.</summary>
    /// <param name="tilt">How far away from the popular, see <see cref="Mixture"/>; 0 is relevance alone, negative favours the popular.</param>
    /// <param name="discovery">d, which scales the penalties for familiarity and sameness.</param>
    /// <param name="count">Positions wanted, ≥ 1.</param>
    public PickedList Pick(double tilt, double discovery, int count)
    {
        // base = (1 − a)·relevance + a·z − t·((1 − d)·p + d·p²) − d·unfamiliarity·familiarity
        (float a, float t) = Mixture(tilt);
        TensorPrimitives.Multiply(_relevance, 1 - a, _base);
        TensorPrimitives.MultiplyAdd(_relative, a, _base, _base);
        TensorPrimitives.MultiplyAdd(_candidates.Popularity, (float)(-t * (1 - discovery) / 100), _base, _base);
        TensorPrimitives.MultiplyAdd(_squared, (float)(-t * discovery), _base, _base);
        float familiarity = (float)(-_options.Unfamiliarity * discovery);
        TensorPrimitives.MultiplyAdd(_candidates.Familiarity, familiarity, _base, _base);
        return PickByBase((float)(_options.Diversity * discovery), count, discovery);
    }

    /// <summary>The share a of z, and the deviations of relevance t that 100 points of π cost.</summary>
    private (float Share, float Cost) Mixture(double tilt)
    {
        double share = _hasRelative ? _options.RelativeShare * Math.Clamp(tilt, 0, 1) : 0;
        return ((float)share, (float)(_hasRelative && tilt > 0 ? Math.Max(0, tilt - 1) : tilt));
    }

    /// <summary>The least popular list that the caps allow.</summary>
    /// <param name="count">Positions wanted, ≥ 1.</param>
    /// <remarks>Exact for one cap up to the length of its window, where it is a partition matroid; otherwise a good one.</remarks>
    public PickedList PickLeastPopular(int count)
    {
        TensorPrimitives.Negate(_candidates.Popularity, _base);
        return PickByBase(0, count, discovery: 0);
    }

    /// <summary>Mixes two lists evenly, each in its own order, under the caps.</summary>
    /// <param name="first">One list.</param>
    /// <param name="second">The other.</param>
    /// <param name="share">The share of positions filled from the second, 0 to 1.</param>
    /// <param name="count">Positions wanted.</param>
    public PickedList Mix(PickedList first, PickedList second, double share, int count)
    {
        List<int> picks = [];
        HashSet<int> used = [];
        _window.Clear();
        while (picks.Count < count)
        {
            bool fromSecond = Math.Round((picks.Count + 1) * share) > Math.Round(picks.Count * share);
            int next = Next(fromSecond ? second : first, used);
            next = next >= 0 ? next : Next(fromSecond ? first : second, used);
            if (next < 0)
            {
                break;
            }

            picks.Add(next);
            used.Add(next);
            _window.Add(next);
        }

        return Listed(picks);
    }

    private int Next(PickedList list, HashSet<int> used)
    {
        foreach (int pick in list.Picks.Span)
        {
            if (!used.Contains(pick) && _window.Allows(pick))
            {
                return pick;
            }
        }

        return -1;
    }

    /// <param name="diversity">Penalty for a cosine of 1.</param>
    /// <param name="count">Positions wanted.</param>
    /// <param name="discovery">d, on which it depends how many places are kept; 0 for none.</param>
    /// <remarks>
    /// Places are kept at the end, so that claimants picked for their value count; the order is by relevance afterwards.
    /// </remarks>
    private PickedList PickByBase(float diversity, int count, double discovery)
    {
        List<int> picks = [];
        _base.CopyTo(_value, 0);
        _window.Clear();
        float balance = _genres.Matters ? (float)(_options.GenreBalance * discovery) : 0;
        _gains.AsSpan().Clear();
        if (balance > 0)
        {
            _genres.Begin(discovery);
            _genres.Price(balance, _gains);
        }

        int[] kept = [.. _candidates.Kept.Select(places => KeptPlaces.Number(places.Share, discovery, count))];
        while (picks.Count < count)
        {
            int best = count - picks.Count <= kept.Sum() ? Best(candidate => Claims(candidate, kept)) : -1;
            best = best >= 0 ? best : Best(null);
            if (best < 0)
            {
                break;
            }

            for (int i = 0; i < kept.Length; i++)
            {
                kept[i] -= kept[i] > 0 && _candidates.Kept[i].Members[best] ? 1 : 0;
            }

            picks.Add(best);
            _window.Add(best);
            _base[best] = _value[best] = float.NegativeInfinity;
            if (balance > 0)
            {
                _genres.Add(best);
                _genres.Price(balance, _gains);
            }

            if (diversity > 0)
            {
                // value = base − diversity · max(0, cosines with all picked), kept up to date as a running minimum.
                TensorPrimitives.MultiplyAdd(SimilaritiesOf(best), -diversity, _base, _penalised);
                TensorPrimitives.Min(_value, _penalised, _value);
            }
        }

        return Listed(picks);
    }

    private PickedList Listed(List<int> picks) => new(
        Ordered(picks), picks.Count == 0 ? 0 : picks.Average(pick => (double)_candidates.Popularity[pick]));

    /// <summary>The picks by relevance, as far as the caps allow; as picked, which they do allow, where that leads to a dead end.</summary>
    private int[] Ordered(List<int> picks)
    {
        List<int> waiting = [.. picks.OrderByDescending(pick => _relevance[pick]).ThenBy(pick => pick)];
        int[] order = new int[picks.Count];
        _window.Clear();
        for (int position = 0; position < order.Length; position++)
        {
            int next = waiting.FindIndex(_window.Allows);
            if (next < 0)
            {
                return [.. picks];
            }

            order[position] = waiting[next];
            _window.Add(order[position]);
            waiting.RemoveAt(next);
        }

        return order;
    }

    /// <summary>Whether a candidate belongs to anything that places are still kept for.</summary>
    private bool Claims(int candidate, int[] kept)
    {
        for (int i = 0; i < kept.Length; i++)
        {
            if (kept[i] > 0 && _candidates.Kept[i].Members[candidate])
            {
                return true;
            }
        }

        return false;
    }

    private int Best(Func<int, bool>? qualifies)
    {
        int best = -1;
        float highest = float.NegativeInfinity;
        for (int i = 0; i < _value.Length; i++)
        {
            float value = _value[i] + _gains[i];
            if (value > highest && (qualifies is null || qualifies(i)) && _window.Allows(i))
            {
                best = i;
                highest = value;
            }
        }

        return best;
    }

    private float[] SimilaritiesOf(int candidate)
    {
        if (_similarities[candidate] is { } known)
        {
            return known;
        }

        float[] similarities = new float[_candidates.Count];
        _candidates.Similarity(candidate, similarities);
        return _similarities[candidate] = similarities;
    }

    /// <summary>Both in standard deviations of relevance over the candidates.</summary>
    private static (float[] Relevance, float[] Relative) Standardise(float[] relevance, float[] relative)
    {
        float deviation = relevance.Length == 0 ? 0 : TensorPrimitives.StdDev<float>(relevance);
        float scale = deviation > 0 ? 1 / deviation : 0;
        return (Array.ConvertAll(relevance, value => value * scale), Array.ConvertAll(relative, value => value * scale));
    }
}

/// <summary>One list of candidates and its mean π.</summary>
internal readonly record struct PickedList(ReadOnlyMemory<int> Picks, double Popularity);
