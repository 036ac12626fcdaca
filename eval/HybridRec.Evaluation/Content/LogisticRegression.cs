using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>Multinomial logistic regression with an L2 penalty: the plainest classifier, so that a score is the features' merit.</summary>
/// <remarks>
/// Minimises (1/n) Σ −ln p(label | x) + (λ/2)·‖W‖², p = softmax(W·x + b), the intercepts b free (Hastie, Tibshirani &amp;
/// Friedman 2009, §4.4). Features are brought to mean 0 and deviation 1 over the training rows first. Convex, started from
/// zero, one thread: deterministic. O(rows · features · labels) a step, some tens of steps.
/// </remarks>
public sealed class LogisticRegression
{
    private readonly int _labels;
    private readonly int _features;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _weights;

    private LogisticRegression(int labels, int features, double[] means, double[] scales)
    {
        _labels = labels;
        _features = features;
        _means = means;
        _scales = scales;
        _weights = new double[labels * (features + 1)];
    }

    /// <summary>Fits a classifier.</summary>
    /// <param name="x">Features, shape (clips, features), finite.</param>
    /// <param name="rows">Rows to learn from, one or more.</param>
    /// <param name="labels">Label of each row of <paramref name="x"/>, 0 ≤ label &lt; <paramref name="labelCount"/>.</param>
    /// <param name="labelCount">Number of labels, ≥ 1.</param>
    /// <param name="penalty">λ, ≥ 0.</param>
    public static LogisticRegression Fit(
        FactorMatrix x, IReadOnlyList<int> rows, IReadOnlyList<int> labels, int labelCount, double penalty)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(penalty);
        (double[] means, double[] scales) = Standardisation(x, rows);
        LogisticRegression model = new(labelCount, x.Rank, means, scales);
        double[][] inputs = [.. rows.Select(row => model.Standardised(x.Row(row)))];
        int[] wanted = [.. rows.Select(row => labels[row])];
        LimitedMemoryBfgs.Minimise(
            model._weights, (weights, gradient) => model.Loss(weights, gradient, inputs, wanted, penalty));
        return model;
    }

    /// <summary>The most probable label of one row; the lower number of equals.</summary>
    /// <param name="features">Shape (features).</param>
    public int Predict(ReadOnlySpan<float> features)
    {
        double[] logits = new double[_labels];
        Logits(_weights, Standardised(features), logits);
        return TensorPrimitives.IndexOfMax<double>(logits);
    }

    private static (double[] Means, double[] Scales) Standardisation(FactorMatrix x, IReadOnlyList<int> rows)
    {
        double[] means = new double[x.Rank];
        double[] scales = new double[x.Rank];
        for (int feature = 0; feature < x.Rank; feature++)
        {
            double mean = rows.Average(row => (double)x.Row(row)[feature]);
            double variance = rows.Average(row => Math.Pow(x.Row(row)[feature] - mean, 2));
            means[feature] = mean;

            // A feature that never changes tells nothing.
            scales[feature] = variance > 1e-12 * Math.Max(1, mean * mean) ? 1 / Math.Sqrt(variance) : 0;
        }

        return (means, scales);
    }

    private double[] Standardised(ReadOnlySpan<float> features)
    {
        double[] values = new double[_features];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (features[i] - _means[i]) * _scales[i];
        }

        return values;
    }

    private void Logits(ReadOnlySpan<double> weights, ReadOnlySpan<double> input, Span<double> logits)
    {
        for (int label = 0; label < _labels; label++)
        {
            ReadOnlySpan<double> row = weights.Slice(label * (_features + 1), _features + 1);
            logits[label] = TensorPrimitives.Dot(row[.._features], input) + row[_features];
        }
    }

    private double Loss(
        ReadOnlySpan<double> weights, Span<double> gradient, double[][] inputs, int[] wanted, double penalty)
    {
        gradient.Clear();
        Span<double> logits = stackalloc double[_labels];
        double loss = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            Logits(weights, inputs[i], logits);
            double largest = TensorPrimitives.Max<double>(logits);
            double asked = logits[wanted[i]] - largest;
            TensorPrimitives.Subtract(logits, largest, logits);
            TensorPrimitives.Exp<double>(logits, logits);
            double sum = TensorPrimitives.Sum<double>(logits);
            loss += Math.Log(sum) - asked;
            for (int label = 0; label < _labels; label++)
            {
                // ∂/∂logit = p − 1[label is the right one].
                double error = ((logits[label] / sum) - (label == wanted[i] ? 1 : 0)) / inputs.Length;
                Span<double> row = gradient.Slice(label * (_features + 1), _features + 1);
                TensorPrimitives.MultiplyAdd(inputs[i], error, row[.._features], row[.._features]);
                row[_features] += error;
            }
        }

        loss /= inputs.Length;
        for (int label = 0; label < _labels; label++)
        {
            ReadOnlySpan<double> w = weights.Slice(label * (_features + 1), _features);
            Span<double> g = gradient.Slice(label * (_features + 1), _features);
            loss += 0.5 * penalty * TensorPrimitives.SumOfSquares(w);
            TensorPrimitives.MultiplyAdd(w, penalty, g, g);
        }

        return loss;
    }
}
