namespace HybridRec.Engine.Tests.Numerics;

/// <summary>Linear algebra as in the textbook, in double precision: the scalar twin of the fast kernels.</summary>
internal static class Dense
{
    public static float[] Random(Random random, int length)
    {
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = (random.NextSingle() * 2f) - 1f;
        }

        return values;
    }

    /// <summary>BᵀB + I for a random B, row-major and symmetric.</summary>
    public static float[] RandomPositiveDefinite(Random random, int order)
    {
        float[] b = Random(random, order * order);
        float[] a = new float[order * order];
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
            {
                double sum = i == j ? 1 : 0;
                for (int k = 0; k < order; k++)
                {
                    sum += (double)b[(k * order) + Math.Min(i, j)] * b[(k * order) + Math.Max(i, j)];
                }

                a[(i * order) + j] = (float)sum;
            }
        }

        return a;
    }

    /// <summary>Gaussian elimination with partial pivoting.</summary>
    public static double[] Solve(ReadOnlySpan<float> matrix, ReadOnlySpan<float> right)
    {
        double[] a = new double[matrix.Length];
        double[] x = new double[right.Length];
        for (int i = 0; i < a.Length; i++)
        {
            a[i] = matrix[i];
        }

        for (int i = 0; i < x.Length; i++)
        {
            x[i] = right[i];
        }

        return Solve(a, x);
    }

    /// <summary>Gaussian elimination with partial pivoting; overwrites its input.</summary>
    public static double[] Solve(double[] a, double[] x)
    {
        int n = x.Length;
        for (int k = 0; k < n; k++)
        {
            int best = k;
            for (int i = k + 1; i < n; i++)
            {
                best = Math.Abs(a[(i * n) + k]) > Math.Abs(a[(best * n) + k]) ? i : best;
            }

            for (int j = 0; j < n; j++)
            {
                (a[(k * n) + j], a[(best * n) + j]) = (a[(best * n) + j], a[(k * n) + j]);
            }

            (x[k], x[best]) = (x[best], x[k]);
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[(i * n) + k] / a[(k * n) + k];
                for (int j = k; j < n; j++)
                {
                    a[(i * n) + j] -= factor * a[(k * n) + j];
                }

                x[i] -= factor * x[k];
            }
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++)
            {
                x[i] -= a[(i * n) + j] * x[j];
            }

            x[i] /= a[(i * n) + i];
        }

        return x;
    }
}
