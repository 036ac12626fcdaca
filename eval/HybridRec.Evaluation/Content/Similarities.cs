using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>How near rows are to each other in the space of features.</summary>
internal static class Similarities
{
    private const int Halvings = 60;

    /// <summary>p_ij = (p_j|i + p_i|j) ÷ 2n, each row's Gaussian as wide as the perplexity asks. Shape (rows · rows).</summary>
    public static double[] Joint(FactorMatrix x, double perplexity)
    {
        int n = x.Rows;
        double[] conditional = new double[n * n];
        Parallel.For(0, n, i => Row(x, i, Math.Log(perplexity), conditional.AsSpan(i * n, n)));
        double[] joint = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                joint[(i * n) + j] = Math.Max(1e-12, (conditional[(i * n) + j] + conditional[(j * n) + i]) / (2 * n));
            }
        }

        return joint;
    }

    private static void Row(FactorMatrix x, int i, double entropy, Span<double> row)
    {
        double[] distances = new double[row.Length];
        double mean = 0;
        for (int j = 0; j < row.Length; j++)
        {
            distances[j] = Squared(x.Row(i), x.Row(j));
            mean += distances[j] / row.Length;
        }

        // Precision by bisection on a logarithmic scale around 1 ÷ the mean squared distance.
        double low = -20, high = 20;
        for (int halving = 0; halving < Halvings; halving++)
        {
            double middle = (low + high) / 2;
            double found = Fill(distances, i, Math.Exp(middle) / Math.Max(mean, 1e-300), row);
            (low, high) = found > entropy ? (middle, high) : (low, middle);
        }
    }

    /// <summary>Fills p_j|i and gives its entropy in nats.</summary>
    private static double Fill(double[] distances, int i, double precision, Span<double> row)
    {
        double nearest = distances.Where((_, j) => j != i).Min();
        double sum = 0;
        double moment = 0;
        for (int j = 0; j < row.Length; j++)
        {
            double away = precision * (distances[j] - nearest);
            row[j] = j == i ? 0 : Math.Exp(-away);
            sum += row[j];
            moment += row[j] * away;
        }

        for (int j = 0; j < row.Length; j++)
        {
            row[j] /= sum;
        }

        return Math.Log(sum) + (moment / sum);
    }

    private static double Squared(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float distance = TensorPrimitives.Distance(a, b);
        return (double)distance * distance;
    }
}
