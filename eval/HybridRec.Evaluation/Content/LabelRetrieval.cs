using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>Nearest clips by cosine, after the mean of the clips that can be found was taken away, as the engine does.</summary>
/// <remarks>
/// The mean is what all clips share, so it says nothing of any of them and makes every cosine look high. Ties go to the
/// lower row. O(gallery · features) a query.
/// </remarks>
public sealed class LabelRetrieval
{
    /// <summary>Length of the lists.</summary>
    public const int K = 10;

    private readonly int[] _gallery;
    private readonly float[][] _units;
    private readonly float[] _mean;

    /// <summary>Prepares a gallery.</summary>
    /// <param name="features">Features, shape (clips, features).</param>
    /// <param name="gallery">Rows that can be found, one or more.</param>
    public LabelRetrieval(FactorMatrix features, IReadOnlyList<int> gallery)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(gallery);
        _gallery = [.. gallery];
        _mean = new float[features.Rank];
        foreach (int row in gallery)
        {
            TensorPrimitives.Add(_mean, features.Row(row), _mean);
        }

        TensorPrimitives.Divide(_mean, _gallery.Length, _mean);
        _units = [.. gallery.Select(row => Unit(features.Row(row)))];
    }

    /// <summary>The row of the gallery nearest to a vector.</summary>
    /// <param name="query">Shape (features).</param>
    public int Nearest(ReadOnlySpan<float> query) => _gallery[TensorPrimitives.IndexOfMax<float>(Cosines(query))];

    /// <summary>
    /// Same-label precision@10: hits among the nearest ten ÷ min(10, clips of that label that could be found).
    /// </summary>
    /// <param name="query">Shape (features).</param>
    /// <param name="label">The query's label.</param>
    /// <param name="labels">Labels by row.</param>
    /// <param name="allowed">Whether a row may be found: not the query itself, not its artist's.</param>
    /// <returns>0..1; NaN where no allowed row has the label, which is not to be averaged.</returns>
    public double Precision(ReadOnlySpan<float> query, int label, IReadOnlyList<int> labels, Func<int, bool> allowed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(allowed);
        float[] cosines = Cosines(query);
        int[] places = [.. Enumerable.Range(0, _gallery.Length).Where(place => allowed(_gallery[place]))];
        int possible = Math.Min(K, places.Count(place => labels[_gallery[place]] == label));
        return possible == 0
            ? double.NaN
            : places.OrderByDescending(place => cosines[place]).Take(K).Count(place => labels[_gallery[place]] == label)
                / (double)possible;
    }

    private float[] Cosines(ReadOnlySpan<float> query)
    {
        float[] unit = Unit(query);
        float[] cosines = new float[_units.Length];
        for (int place = 0; place < cosines.Length; place++)
        {
            cosines[place] = TensorPrimitives.Dot<float>(unit, _units[place]);
        }

        return cosines;
    }

    private float[] Unit(ReadOnlySpan<float> vector)
    {
        float[] unit = new float[vector.Length];
        TensorPrimitives.Subtract(vector, _mean, unit);
        float norm = TensorPrimitives.Norm<float>(unit);
        if (norm > 0)
        {
            TensorPrimitives.Divide(unit, norm, unit);
        }

        return unit;
    }
}
