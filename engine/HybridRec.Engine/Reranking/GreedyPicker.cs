using System.Numerics.Tensors;

namespace HybridRec.Engine.Reranking;

/// <summary>
/// Builds one list greedily: at each position the candidate with the highest
/// <c>relevance − tilt·π/100 − familiarity penalty − diversity penalty</c> that the caps allow.
/// </summary>
/// <remarks>
/// The diversity penalty is that of maximal marginal relevance (Carbonell &amp; Goldstein, SIGIR 1998): proportional to the
/// largest cosine with anything already picked. Made per request, used for many lists of the same candidates, and not
/// thread-safe. Each list costs O(count · candidates); similarities are computed once per candidate ever picked.
/// </remarks>
internal sealed class GreedyPicker
{
    private readonly CandidateSet _candidates;
    private readonly DiscoveryRerankerOptions _options;
    private readonly float[] _standardised;
    private readonly ListWindow _window;
    private readonly float[]?[] _similarities;
    private readonly float[] _base;
    private readonly float[] _value;
    private readonly float[] _penalised;

    public GreedyPicker(CandidateSet candidates, DiscoveryRerankerOptions options)
    {
        _candidates = candidates;
        _options = options;
        int n = candidates.Count;
        _standardised = Standardise(candidates.Relevance);
        _window = new ListWindow(candidates.Caps);
        _similarities = new float[]?[n];
        _base = new float[n];
        _value = new float[n];
        _penalised = new float[n];
    }

    /// <summary>A list by relevance, tilted.</summary>
    /// <param name="tilt">Relevance, in standard deviations, that 100 points of π cost; negative favours the popular.</param>
    /// <param name="discovery">d, which scales the penalties for familiarity and sameness.</param>
    /// <param name="count">Positions wanted, ≥ 1.</param>
    public PickedList Pick(double tilt, double discovery, int count)
    {
        // base = relevance − tilt·π/100 − d·unfamiliarity·familiarity
        TensorPrimitives.MultiplyAdd(_candidates.Popularity, (float)(-tilt / 100), _standardised, _base);
        float familiarity = (float)(-_options.Unfamiliarity * discovery);
        TensorPrimitives.MultiplyAdd(_candidates.Familiarity, familiarity, _base, _base);
        return PickByBase((float)(_options.Diversity * discovery), count);
    }

    /// <summary>The least popular list that the caps allow.</summary>
    /// <param name="count">Positions wanted, ≥ 1.</param>
    /// <remarks>Exact for one cap up to the length of its window, where it is a partition matroid; otherwise a good one.</remarks>
    public PickedList PickLeastPopular(int count)
    {
        TensorPrimitives.Negate(_candidates.Popularity, _base);
        return PickByBase(0, count);
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

    private PickedList PickByBase(float diversity, int count)
    {
        List<int> picks = [];
        _base.CopyTo(_value, 0);
        _window.Clear();
        while (picks.Count < count && Best() is >= 0 and int best)
        {
            picks.Add(best);
            _window.Add(best);
            _base[best] = _value[best] = float.NegativeInfinity;
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
        picks.ToArray(), picks.Count == 0 ? 0 : picks.Average(pick => (double)_candidates.Popularity[pick]));

    private int Best()
    {
        int best = -1;
        float highest = float.NegativeInfinity;
        for (int i = 0; i < _value.Length; i++)
        {
            if (_value[i] > highest && _window.Allows(i))
            {
                best = i;
                highest = _value[i];
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

    private static float[] Standardise(float[] relevance)
    {
        float[] standardised = new float[relevance.Length];
        if (relevance.Length == 0)
        {
            return standardised;
        }

        double mean = relevance.Average(value => (double)value);
        double variance = relevance.Average(value => (value - mean) * (value - mean));
        double scale = variance > 0 ? 1 / Math.Sqrt(variance) : 0;
        for (int i = 0; i < relevance.Length; i++)
        {
            standardised[i] = (float)((relevance[i] - mean) * scale);
        }

        return standardised;
    }
}

/// <summary>One list of candidates and its mean π.</summary>
internal readonly record struct PickedList(ReadOnlyMemory<int> Picks, double Popularity);
