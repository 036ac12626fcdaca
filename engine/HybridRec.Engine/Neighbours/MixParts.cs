using System.Numerics.Tensors;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>The models under <see cref="CollaborativeMix"/>, trained on the same plays. Immutable and thread-safe.</summary>
/// <remarks>
/// Parts, in the order of <see cref="MixWeights"/>: the mean of the ALS models' scores; the mean of their popularity-free
/// relevance; SLIM; item-kNN. Buffers have the shape (parts, users, items).
/// </remarks>
internal sealed class MixParts
{
    private readonly InteractionMatrix _plays;
    private readonly ImplicitAlsOptions _als;
    private readonly FactorModel[] _factors;
    private readonly RelativePreference[] _relative;
    private readonly FoldIn[] _foldIns;
    private readonly Slim _slim;
    private readonly ItemKnn _itemKnn;
    private readonly int _playedItems;

    private MixParts(InteractionMatrix plays, ImplicitAlsOptions als, FactorModel[] factors, Slim slim, ItemKnn itemKnn)
    {
        _plays = plays;
        _als = als;
        _factors = factors;
        _relative = Array.ConvertAll(factors, model => RelativePreference.Build(
            UserStatistics.Compute(model.UserFactors, als.Threads, CancellationToken.None), model.ItemFactors));
        _foldIns = Array.ConvertAll(factors, model => new FoldIn(model.ItemFactors, default, als));
        _slim = slim;
        _itemKnn = itemKnn;
        _playedItems = plays.Transpose().CountRowsWithPlays();
    }

    public int ItemCount => _plays.ColumnCount;

    public static MixParts Fit(
        InteractionMatrix plays,
        ImplicitAlsOptions als,
        int alsModels,
        Func<ImplicitAlsOptions, FactorModel> factorise,
        SlimOptions slim,
        ItemKnnOptions itemKnn,
        CancellationToken cancellationToken) => new(
        plays,
        als,
        [.. Enumerable.Range(0, alsModels).Select(model => factorise(als with { Seed = als.Seed + model }))],
        Slim.Fit(plays, slim, cancellationToken),
        ItemKnn.Fit(plays, itemKnn, cancellationToken));

    /// <summary>Every part's scores of all items for some users of the training.</summary>
    public void Score(ReadOnlySpan<int> userRows, Span<float> parts)
    {
        int size = userRows.Length * ItemCount;
        Span<float> als = parts[..size];
        Span<float> relative = parts.Slice(size, size);
        parts[..(2 * size)].Clear();

        // The third part is written last: until then it holds one ALS model's scores.
        Span<float> one = parts.Slice(2 * size, size);
        for (int model = 0; model < _factors.Length; model++)
        {
            new FactorScorer(_factors[model].UserFactors, _factors[model].ItemFactors).Score(userRows, one);
            AddModel(model, one, als, relative);
        }

        _slim.Score(userRows, one);
        _itemKnn.Score(userRows, parts[(3 * size)..]);
    }

    /// <summary>Every part's scores of all items for a history.</summary>
    public void ScoreHistory(FoldedUser[] folded, ReadOnlySpan<int> itemRows, Span<float> parts)
    {
        int size = ItemCount;
        parts[..(2 * size)].Clear();
        Span<float> one = parts.Slice(2 * size, size);
        for (int model = 0; model < _factors.Length; model++)
        {
            FactorMatrix user = new(folded[model].Factors, 1, folded[model].Factors.Length, _factors[model].ItemFactors.Version);
            new FactorScorer(user, _factors[model].ItemFactors).Score([0], one);
            AddModel(model, one, parts[..size], parts.Slice(size, size));
        }

        _slim.ScoreHistory(itemRows, one);
        _itemKnn.ScoreHistory(itemRows, parts[(3 * size)..]);
    }

    /// <summary>A history's vector in each ALS model.</summary>
    public FoldedUser[] Fold(ReadOnlySpan<int> itemRows, ReadOnlySpan<float> playCounts)
    {
        Evidence[] evidence = new Evidence[itemRows.Length];
        for (int at = 0; at < evidence.Length; at++)
        {
            evidence[at] = new Evidence(itemRows[at], _als.Confidence(playCounts[at]), 1f);
        }

        return Array.ConvertAll(_foldIns, foldIn => foldIn.Fold(evidence));
    }

    /// <summary>What each play adds to each part's score of one item, shape (parts, plays).</summary>
    /// <remarks>What z subtracts from every listener alike is shared out evenly among the plays.</remarks>
    public void Contributions(FoldedUser[] folded, ReadOnlySpan<int> itemRows, int item, Span<float> contributions)
    {
        int plays = itemRows.Length;
        contributions.Clear();
        float[] one = new float[plays];
        for (int model = 0; model < folded.Length; model++)
        {
            folded[model].Contributions(item, one);
            for (int play = 0; play < plays; play++)
            {
                contributions[play] += one[play] / folded.Length;
                contributions[plays + play] += _relative[model].Of(item, plays * one[play]) / plays / folded.Length;
            }
        }

        for (int play = 0; play < plays; play++)
        {
            contributions[(2 * plays) + play] = _slim.Weight(itemRows[play], item);
            contributions[(3 * plays) + play] = _itemKnn.Weight(itemRows[play], item);
        }
    }

    /// <summary>1 ÷ the standard deviation of a part's scores of one user over the items with plays; 0 where all are alike.</summary>
    /// <remarks>Items without plays have the score 0 in every part, so they add to neither sum.</remarks>
    public float Scale(ReadOnlySpan<float> scores)
    {
        double mean = TensorPrimitives.Sum(scores) / (double)_playedItems;
        double variance = (TensorPrimitives.SumOfSquares(scores) / (double)_playedItems) - (mean * mean);
        return variance > 0 ? (float)(1 / Math.Sqrt(variance)) : 0f;
    }

    private void AddModel(int model, Span<float> scores, Span<float> als, Span<float> relative)
    {
        float share = 1f / _factors.Length;
        TensorPrimitives.MultiplyAdd(scores, share, als, als);
        for (int at = 0; at < scores.Length; at += ItemCount)
        {
            Span<float> user = scores.Slice(at, ItemCount);
            _relative[model].Of(user, user);
        }

        TensorPrimitives.MultiplyAdd(scores, share, relative, relative);
    }
}
