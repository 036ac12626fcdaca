using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Tests.Numerics;

namespace HybridRec.Engine.Tests.Factorization;

/// <summary>The loss and the equations of implicit ALS, straight from their definition, and plays to try them on.</summary>
internal static class NaiveAls
{
    public static FactorModel Fit(InteractionMatrix plays, ImplicitAlsOptions options) =>
        new ImplicitAls(options).Fit(plays, new ModelVersion("test"), null, TestContext.Current.CancellationToken);

    public static InteractionMatrix RandomPlays(int seed, int users, int items)
    {
        Random random = new(seed);
        List<(int, int, float)> plays = [];
        for (int user = 0; user < users; user++)
        {
            // A long row now and then, so that the panel of the kernel overflows.
            int count = user % 10 == 0 ? (items * 4) / 5 : 1 + random.Next(10);
            for (int at = 0; at < count; at++)
            {
                plays.Add((user, random.Next(items), 1 + random.Next(100)));
            }
        }

        return InteractionMatrix.Build(users, items, plays);
    }

    public static int ActiveRows(InteractionMatrix rows) =>
        Enumerable.Range(0, rows.RowCount).Count(row => !rows.Columns(row).IsEmpty);

    public static double[] NaiveRow(
        InteractionMatrix plays, int row, FactorMatrix y, ImplicitAlsOptions options, int opposite)
    {
        int rank = y.Rank;
        double[] a = new double[rank * rank];
        double[] b = new double[rank];
        double ridge = options.Regularization * Math.Pow(
            plays.Columns(row).Length + (options.UnobservedWeight * opposite), options.FrequencyExponent);
        for (int i = 0; i < rank; i++)
        {
            for (int j = 0; j < rank; j++)
            {
                double sum = i == j ? ridge : 0;
                for (int item = 0; item < y.Rows; item++)
                {
                    sum += options.UnobservedWeight * y.Row(item)[i] * y.Row(item)[j];
                }

                for (int at = 0; at < plays.Columns(row).Length; at++)
                {
                    ReadOnlySpan<float> item = y.Row(plays.Columns(row)[at]);
                    sum += options.Confidence(plays.Values(row)[at]) * item[i] * item[j];
                }

                // What speaks against an item has preference 0: it is in A and not in b.
                foreach ((_, int against, float weight) in plays.Against!.Pairs().Where(pair => pair.Row == row))
                {
                    sum += weight * options.Confidence(1) * y.Row(against)[i] * y.Row(against)[j];
                }

                a[(i * rank) + j] = sum;
            }

            for (int at = 0; at < plays.Columns(row).Length; at++)
            {
                b[i] += options.Confidence(plays.Values(row)[at]) * y.Row(plays.Columns(row)[at])[i];
            }
        }

        return Dense.Solve(a, b);
    }

    public static double ExactLoss(
        InteractionMatrix plays, FactorMatrix x, FactorMatrix y, ImplicitAlsOptions options, int users, int items)
    {
        InteractionMatrix byItem = plays.Transpose();
        double loss = 0;
        for (int user = 0; user < x.Rows; user++)
        {
            for (int item = 0; item < y.Rows; item++)
            {
                loss += options.UnobservedWeight * Math.Pow(Dot(x.Row(user), y.Row(item)), 2);
            }

            for (int at = 0; at < plays.Columns(user).Length; at++)
            {
                loss += options.Confidence(plays.Values(user)[at])
                    * Math.Pow(1 - Dot(x.Row(user), y.Row(plays.Columns(user)[at])), 2);
            }

            for (int at = 0; at < (plays.Against?.Columns(user).Length ?? 0); at++)
            {
                loss += options.ConfidenceAgainst(plays.Against!.Values(user)[at])
                    * Math.Pow(Dot(x.Row(user), y.Row(plays.Against.Columns(user)[at])), 2);
            }

            loss += options.RidgeOf(plays.Columns(user).Length, items) * Dot(x.Row(user), x.Row(user));
        }

        for (int item = 0; item < y.Rows; item++)
        {
            loss += options.RidgeOf(byItem.Columns(item).Length, users) * Dot(y.Row(item), y.Row(item));
        }

        return loss;
    }

    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
