using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Factorization;

/// <summary>Mean and covariance of user factors: what everybody's taste has in common, and how tastes differ.</summary>
public sealed class UserStatistics
{
    private UserStatistics(float[] mean, float[] covariance, ModelVersion version)
    {
        Mean = mean;
        Covariance = covariance;
        Version = version;
    }

    /// <summary>x̄, shape (rank).</summary>
    public float[] Mean { get; }

    /// <summary>S, shape (rank · rank), symmetric; divided by the number of users, not by one less.</summary>
    public float[] Covariance { get; }

    /// <summary>The model the user factors belong to.</summary>
    public ModelVersion Version { get; }

    /// <summary>Computes both over all users with a vector other than zero.</summary>
    /// <param name="users">X, shape (users, rank). Zero rows are users without plays and are left out.</param>
    /// <param name="threads">Workers at most; 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <remarks>users · rank² / 2 multiply-adds and a copy of X.</remarks>
    public static UserStatistics Compute(FactorMatrix users, int threads, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(users);
        List<int> active = [];
        double[] sum = new double[users.Rank];
        for (int user = 0; user < users.Rows; user++)
        {
            ReadOnlySpan<float> x = users.Row(user);
            if (!x.ContainsAnyExcept(0f))
            {
                continue;
            }

            active.Add(user);
            for (int d = 0; d < x.Length; d++)
            {
                sum[d] += x[d];
            }
        }

        int count = Math.Max(active.Count, 1);
        float[] mean = Array.ConvertAll(sum, value => (float)(value / count));

        // Centred before squaring: the mean is large beside the spread, and float32 would lose the difference.
        FactorMatrix centred = new(active.Count, users.Rank, users.Version);
        for (int at = 0; at < active.Count; at++)
        {
            TensorPrimitives.Subtract(users.Row(active[at]), mean, centred.Row(at));
        }

        float[] covariance = GramMatrix.Compute(centred, default, threads, cancellationToken);
        TensorPrimitives.Divide(covariance, count, covariance);
        return new UserStatistics(mean, covariance, users.Version);
    }
}
