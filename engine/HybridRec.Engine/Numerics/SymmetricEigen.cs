namespace HybridRec.Engine.Numerics;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix.</summary>
public static class SymmetricEigen
{
    private const int MostSweeps = 60;

    /// <summary>Decomposes A = V Λ Vᵀ by cyclic Jacobi rotations.</summary>
    /// <param name="matrix">A, shape (n, n), symmetric, finite; overwritten.</param>
    /// <param name="vectors">Output, shape (n, n): column j is the eigenvector of value j.</param>
    /// <returns>Eigenvalues, largest first.</returns>
    /// <exception cref="ArgumentException">The matrices are not square and of one size.</exception>
    /// <remarks>O(n³) a sweep, about ten sweeps; accurate to rounding. Golub &amp; Van Loan, Matrix Computations, §8.5.</remarks>
    public static double[] Decompose(double[,] matrix, double[,] vectors)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(vectors);
        int n = matrix.GetLength(0);
        if (matrix.GetLength(1) != n || vectors.GetLength(0) != n || vectors.GetLength(1) != n)
        {
            throw new ArgumentException(
                $"matrix ({n}, {matrix.GetLength(1)}) and vectors ({vectors.GetLength(0)}, {vectors.GetLength(1)}) must be square and of one size.");
        }

        double[,] rotated = new double[n, n];
        double scale = 0;
        for (int i = 0; i < n; i++)
        {
            rotated[i, i] = 1;
            for (int j = 0; j < n; j++)
            {
                scale += matrix[i, j] * matrix[i, j];
            }
        }

        for (int sweep = 0; sweep < MostSweeps && OffDiagonal(matrix) > 1e-30 * scale; sweep++)
        {
            for (int p = 0; p < n - 1; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    Rotate(matrix, rotated, p, q);
                }
            }
        }

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => matrix[i, i]).ThenBy(i => i)];
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < n; i++)
            {
                vectors[i, j] = rotated[i, order[j]];
            }
        }

        return Array.ConvertAll(order, i => matrix[i, i]);
    }

    private static double OffDiagonal(double[,] a)
    {
        double sum = 0;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < i; j++)
            {
                sum += 2 * a[i, j] * a[i, j];
            }
        }

        return sum;
    }

    /// <summary>Makes a[p, q] zero by a rotation in the plane of p and q.</summary>
    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        if (a[p, q] == 0)
        {
            return;
        }

        double theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1);
        double s = t * c;
        int n = a.GetLength(0);
        for (int k = 0; k < n; k++)
        {
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        }

        for (int k = 0; k < n; k++)
        {
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
            (v[k, p], v[k, q]) = ((c * v[k, p]) - (s * v[k, q]), (s * v[k, p]) + (c * v[k, q]));
        }
    }
}
