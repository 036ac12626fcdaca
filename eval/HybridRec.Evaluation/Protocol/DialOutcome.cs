using HybridRec.Engine.Measurement;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Adds up over users how the dial's promise was kept (Decision 4).</summary>
internal static class DialOutcome
{
    private const double Near = 5;

    /// <summary>Compares what was asked with the mean π of the lists; users without plays or without a list are left out.</summary>
    public static DialReport? Make(
        double discovery, RankedLists lists, (double Asked, double Feasible)[] dial, double[] popularity, int seed)
    {
        List<(double Asked, double Achieved)> users = [];
        int infeasible = 0;
        for (int index = 0; index < lists.Count; index++)
        {
            ReadOnlySpan<int> items = lists.Items(index);
            if (double.IsNaN(dial[index].Asked) || items.IsEmpty)
            {
                continue;
            }

            users.Add((dial[index].Asked, ListMetrics.MeanAt(items, popularity, lists.Length)));
            infeasible += dial[index].Feasible > dial[index].Asked + Near ? 1 : 0;
        }

        if (users.Count == 0)
        {
            return null;
        }

        double[] errors = [.. users.Select(user => Math.Abs(user.Asked - user.Achieved))];
        Interval error = Bootstrap.OfMean(errors, seed);
        return new DialReport(
            discovery,
            users.Average(user => user.Asked),
            users.Average(user => user.Achieved),
            new MetricValue("dial-error", lists.Length, error.Estimate, error.Low, error.High, error.Count),
            (double)errors.Count(value => value <= Near) / errors.Length,
            infeasible);
    }
}
