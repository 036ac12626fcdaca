using HybridRec.Engine.Interactions;

namespace HybridRec.Evaluation.Protocol;

/// <summary>The evaluated users in thirds of equal size, by one trait of their histories.</summary>
/// <param name="Kind">The trait: "user popularity" or "user history".</param>
/// <param name="Of">By index of the user: 0 low, 1 middle, 2 high, -1 in none.</param>
internal sealed record UserStrata(string Kind, int[] Of)
{
    /// <summary>Names of the thirds.</summary>
    public static readonly IReadOnlyList<string> Names = ["low", "middle", "high"];

    /// <summary>By mean π of the history, each item counting once; users without history are in none.</summary>
    public static UserStrata ByPopularity(InteractionMatrix train, int[] userRows, double[] popularity) =>
        Thirds("user popularity", userRows, row =>
        {
            double sum = 0;
            foreach (int item in train.Columns(row))
            {
                sum += popularity[item];
            }

            return sum / train.Columns(row).Length;
        });

    /// <summary>By the number of items in the history.</summary>
    public static UserStrata ByHistory(InteractionMatrix train, int[] userRows) =>
        Thirds("user history", userRows, row => train.Columns(row).Length);

    /// <summary>The values of one third; NaN for all other users.</summary>
    public double[] Only(int part, double[] values) =>
        [.. values.Select((value, index) => Of[index] == part ? value : double.NaN)];

    private static UserStrata Thirds(string kind, int[] userRows, Func<int, double> trait)
    {
        double[] traits = [.. userRows.Select(trait)];
        // Equal traits stay in row order, so that the thirds are as equal in size as can be.
        int[] ascending = [.. Enumerable.Range(0, traits.Length).Where(at => !double.IsNaN(traits[at])).OrderBy(at => traits[at])];
        int[] of = new int[traits.Length];
        of.AsSpan().Fill(-1);
        for (int at = 0; at < ascending.Length; at++)
        {
            of[ascending[at]] = (int)(3L * at / ascending.Length);
        }

        return new UserStrata(kind, of);
    }
}
