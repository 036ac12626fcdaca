using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>The two directions in which rows differ most, by power iteration on their covariance.</summary>
internal static class PrincipalAxes
{
    private const int Iterations = 200;

    /// <summary>Projects rows on their first two principal axes.</summary>
    /// <param name="x">Shape (rows, features).</param>
    /// <param name="seed">Seed of the starting directions.</param>
    /// <returns>Shape (rows) each, mean 0. O(rows · features) an iteration.</returns>
    public static (double[] First, double[] Second) Project(FactorMatrix x, int seed)
    {
        float[] mean = new float[x.Rank];
        float[][] rows = new float[x.Rows][];
        for (int row = 0; row < x.Rows; row++)
        {
            rows[row] = x.Row(row).ToArray();
            TensorPrimitives.Add(mean, rows[row], mean);
        }

        TensorPrimitives.Divide(mean, Math.Max(1, x.Rows), mean);
        foreach (float[] row in rows)
        {
            TensorPrimitives.Subtract(row, mean, row);
        }

        Random random = new(seed);
        return (Take(rows, random), Take(rows, random));
    }

    /// <summary>Projects on the main axis and takes it out of the rows.</summary>
    private static double[] Take(float[][] rows, Random random)
    {
        float[] axis = [.. rows[0].Select(_ => random.NextGaussian())];
        float[] next = new float[axis.Length];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Array.Clear(next);
            foreach (float[] row in rows)
            {
                TensorPrimitives.MultiplyAdd(row, TensorPrimitives.Dot<float>(row, axis), next, next);
            }

            float norm = TensorPrimitives.Norm<float>(next);
            if (norm == 0)
            {
                // All rows are alike: nothing is left to project on.
                return new double[rows.Length];
            }

            TensorPrimitives.Divide(next, norm, axis);
        }

        return [.. rows.Select(row =>
        {
            float place = TensorPrimitives.Dot<float>(row, axis);
            TensorPrimitives.MultiplyAdd(axis, -place, row, row);
            return (double)place;
        })];
    }
}
