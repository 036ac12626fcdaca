using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>Places rows in the plane so that neighbours stay neighbours: exact t-SNE.</summary>
/// <remarks>
/// van der Maaten &amp; Hinton, "Visualizing Data using t-SNE", JMLR 2008: perplexity 30 or less, 1,000 steps, momentum 0.5
/// then 0.8, early exaggeration 4 over 100 steps, adaptive gains; started from the first two principal components (Kobak
/// &amp; Berens, Nature Communications 2019), so that the same rows give the same map. Distances between far groups and
/// the sizes of groups mean nothing. O(rows²) memory and O(rows²) a step: a few seconds for 1,000 rows.
/// </remarks>
public static class NeighbourMap
{
    /// <summary>More rows than this are not placed.</summary>
    public const int MaxRows = 1_500;

    private const int Steps = 1_000;
    private const int ExaggeratedSteps = 100;
    private const double Exaggeration = 4;
    private const int SlowSteps = 250;
    private const double LearningRate = 100;
    private const double LargestPerplexity = 30;
    private const double StartDeviation = 1e-4;

    /// <summary>Places rows.</summary>
    /// <param name="x">Shape (rows, features), 1 to 1,500 rows.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>Shape (rows) each, unitless.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no rows, or too many.</exception>
    public static (double[] X, double[] Y) Place(FactorMatrix x, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfLessThan(x.Rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(x.Rows, MaxRows);
        (double[] first, double[] second) = PrincipalAxes.Project(x, seed);
        double deviation = Math.Sqrt(first.Average(value => value * value));
        if (x.Rows < 4 || deviation == 0)
        {
            return (first, second);
        }

        double scale = StartDeviation / deviation;
        double[][] start = [[.. first.Select(value => value * scale)], [.. second.Select(value => value * scale)]];
        double[] p = Similarities.Joint(x, Math.Min(LargestPerplexity, (x.Rows - 1) / 3.0));
        Descend(start, p, cancellationToken);
        return (start[0], start[1]);
    }

    private static void Descend(double[][] y, double[] p, CancellationToken cancellationToken)
    {
        int n = y[0].Length;
        double[][] gradient = [new double[n], new double[n]];
        double[][] speed = [new double[n], new double[n]];
        double[][] gain = [[.. Enumerable.Repeat(1.0, n)], [.. Enumerable.Repeat(1.0, n)]];
        double[] rowSums = new double[n];
        for (int step = 0; step < Steps; step++)
        {
            double exaggeration = step < ExaggeratedSteps ? Exaggeration : 1;
            double momentum = step < SlowSteps ? 0.5 : 0.8;
            Gradient(y, p, exaggeration, gradient, rowSums, cancellationToken);
            for (int axis = 0; axis < 2; axis++)
            {
                double mean = 0;
                for (int i = 0; i < n; i++)
                {
                    bool onward = gradient[axis][i] > 0 != speed[axis][i] > 0;
                    gain[axis][i] = onward ? gain[axis][i] + 0.2 : Math.Max(0.01, gain[axis][i] * 0.8);
                    speed[axis][i] = (momentum * speed[axis][i]) - (LearningRate * gain[axis][i] * gradient[axis][i]);
                    y[axis][i] += speed[axis][i];
                    mean += y[axis][i] / n;
                }

                for (int i = 0; i < n; i++)
                {
                    y[axis][i] -= mean;
                }
            }
        }
    }

    /// <summary>∂/∂y_i = 4 Σ_j (p_ij − q_ij)(y_i − y_j) ÷ (1 + ‖y_i − y_j‖²), q_ij ∝ 1 ÷ (1 + ‖y_i − y_j‖²).</summary>
    private static void Gradient(
        double[][] y, double[] p, double exaggeration, double[][] gradient, double[] rowSums, CancellationToken cancellationToken)
    {
        int n = rowSums.Length;
        (double[] u, double[] v) = (y[0], y[1]);
        ParallelOptions parallel = new() { CancellationToken = cancellationToken };
        Parallel.For(0, n, parallel, i =>
        {
            double sum = -1;
            for (int j = 0; j < n; j++)
            {
                double du = u[i] - u[j], dv = v[i] - v[j];
                sum += 1 / (1 + (du * du) + (dv * dv));
            }

            rowSums[i] = sum;
        });

        // Summed in row order, so that the result does not depend on the threads.
        double total = rowSums.Sum();
        Parallel.For(0, n, parallel, i =>
        {
            double gu = 0, gv = 0;
            for (int j = 0; j < n; j++)
            {
                double du = u[i] - u[j], dv = v[i] - v[j];
                double near = 1 / (1 + (du * du) + (dv * dv));
                double pull = ((exaggeration * p[(i * n) + j]) - (near / total)) * near;
                gu += pull * du;
                gv += pull * dv;
            }

            gradient[0][i] = 4 * gu;
            gradient[1][i] = 4 * gv;
        });
    }
}
