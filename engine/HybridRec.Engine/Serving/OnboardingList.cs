using System.Numerics.Tensors;
using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Serving;

/// <summary>A first list for a listener of whom nothing is known: varied, typical of the library, and a few favourites.</summary>
/// <remarks>
/// Between two fifths (d = 0) and a tenth (d = 1) of the places go to the most popular tracks, evenly spread. The others
/// are picked greedily so that each track of a sample of the library has something similar in the list (facility
/// location; Nemhauser, Wolsey &amp; Fisher 1978), by ear where possible, with a preference for collections not shown yet.
/// What is near to a dislike, max cosine c, counts (1 − c) times, less so the older the dislike. The caps hold. O(sample²) similarities; deterministic.
/// </remarks>
internal sealed class OnboardingList
{
    private const int SampleSize = 400;

    /// <summary>Popular tracks to choose the favourites from, for each place of the list: some fall to the caps.</summary>
    private const int FavouritesLooked = 30;

    private readonly ServingModel _model;
    private readonly ListWindow _window;
    private readonly int[] _sample;
    private readonly int[] _popular;
    private readonly int[] _all;
    private readonly float[][] _similarities;
    private readonly float[] _covered;
    private readonly IReadOnlyList<ListenerEvidence.Piece> _dislikes;
    private readonly float _newestDislike;
    private readonly float[] _unlike;
    private readonly Dictionary<string, int> _fromCollection = new(StringComparer.Ordinal);
    private readonly List<int> _picked = [];
    private readonly HashSet<int> _isPicked = [];

    private OnboardingList(
        ServingModel model,
        ReadOnlySpan<bool> excluded,
        int count,
        IReadOnlyList<GroupCap> caps,
        IReadOnlyList<ListenerEvidence.Piece> dislikes)
    {
        _model = model;
        _dislikes = dislikes;
        _newestDislike = dislikes.Count > 0 ? dislikes.Max(piece => piece.Evidence.Confidence) : 1;
        _window = new ListWindow(caps);
        List<int> eligible = [];
        for (int row = 0; row < excluded.Length; row++)
        {
            if (!excluded[row])
            {
                eligible.Add(row);
            }
        }

        _all = [.. eligible];
        int[] known = [.. eligible.Where(row => model.AudioNorms[row] > 0 || model.BlendedNorms[row] > 0)];
        int size = Math.Min(SampleSize, known.Length);
        _sample = [.. Enumerable.Range(0, size).Select(i => known[(int)((long)i * known.Length / size)])];
        _similarities = [.. _sample.Select(SimilaritiesOf)];
        _covered = new float[size];
        _unlike = Array.ConvertAll(_sample, Unlike);
        _popular =
        [
            .. eligible.Where(row => model.UserCounts[row] > 0)
                .OrderByDescending(row => model.Popularity[row] * Unlike(row))
                .Take(count * FavouritesLooked),
        ];
    }

    /// <summary>Rows by position; fewer than <paramref name="count"/> where the caps allow no more.</summary>
    /// <param name="model">The model.</param>
    /// <param name="excluded">True for rows that must not be shown.</param>
    /// <param name="count">Positions wanted.</param>
    /// <param name="discovery">d, 0 to 1.</param>
    /// <param name="caps">How many of one group the list may hold.</param>
    /// <param name="dislikes">What the listener disliked; of other pieces nothing is looked at.</param>
    public static IReadOnlyList<int> Pick(
        ServingModel model,
        ReadOnlySpan<bool> excluded,
        int count,
        double discovery,
        IReadOnlyList<GroupCap> caps,
        IReadOnlyList<ListenerEvidence.Piece>? dislikes = null)
    {
        OnboardingList list = new(
            model, excluded, count, caps, [.. (dislikes ?? []).Where(piece => piece.Evidence.Preference < 0)]);
        double favourites = double.Lerp(0.4, 0.1, discovery);
        for (int position = 0; position < count; position++)
        {
            // The n-th favourite comes where the running share first reaches n − ½.
            bool favourite = Math.Round((position + 1) * favourites) > Math.Round(position * favourites);
            int row = favourite ? list.First(list._popular) : list.MostRepresentative();
            row = row >= 0 ? row : list.MostRepresentative();
            row = row >= 0 ? row : list.First(list._all);
            if (row < 0)
            {
                break;
            }

            list.Take(row);
        }

        return list._picked;
    }

    private int MostRepresentative()
    {
        int best = -1;
        double highest = 0;
        for (int candidate = 0; candidate < _sample.Length; candidate++)
        {
            int row = _sample[candidate];
            if (!IsAllowed(row))
            {
                continue;
            }

            double gain = 0;
            float[] similarities = _similarities[candidate];
            for (int i = 0; i < similarities.Length; i++)
            {
                gain += Math.Max(0, similarities[i] - _covered[i]);
            }

            double value = _unlike[candidate] * (gain + 1e-9) / (1 + _fromCollection.GetValueOrDefault(CollectionOf(row)));
            if (value > highest)
            {
                best = row;
                highest = value;
            }
        }

        return best;
    }

    private int First(int[] rows) => Array.FindIndex(rows, IsAllowed) is >= 0 and int index ? rows[index] : -1;

    private bool IsAllowed(int row) => !_isPicked.Contains(row) && _window.Allows(row);

    private void Take(int row)
    {
        _picked.Add(row);
        _isPicked.Add(row);
        _window.Add(row);
        string collection = CollectionOf(row);
        _fromCollection[collection] = _fromCollection.GetValueOrDefault(collection) + 1;
        TensorPrimitives.Max(_covered, SimilaritiesOf(row), _covered);
    }

    private float[] SimilaritiesOf(int row) => Array.ConvertAll(_sample, other => Similarity(row, other));

    /// <summary>1 − the largest cosine to anything disliked, which fades with the age of the dislike; 0 to 1.</summary>
    private float Unlike(int row)
    {
        float near = 0;
        foreach (ListenerEvidence.Piece piece in _dislikes)
        {
            near = Math.Max(near, piece.Evidence.Confidence / _newestDislike * Similarity(row, piece.Evidence.Row));
        }

        return 1 - Math.Min(1, near);
    }

    private string CollectionOf(int row) => _model.Collections[row] ?? "";

    private float Similarity(int row, int other) => _model.AudioNorms[row] > 0 && _model.AudioNorms[other] > 0
        ? _model.AudioCosine(row, other)
        : _model.BlendedCosine(row, other);
}
