using System.Globalization;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Reports;

/// <summary>How reports put numbers and lists into words: the same everywhere, whatever the machine's language.</summary>
public static class Wording
{
    /// <summary>"1 model", "1,885 users".</summary>
    public static string Count(long count, string thing) => $"{Whole(count)} {thing}{(count == 1 ? "" : "s")}";

    /// <summary>A whole number with thousands separators: "1,885".</summary>
    public static string Whole(long number) => Fixed(number, 0);

    /// <summary>A number with so many decimals and a true minus sign; "–" for one that is not finite.</summary>
    public static string Fixed(double value, int decimals) => double.IsFinite(value)
        ? value.ToString($"N{decimals}", CultureInfo.InvariantCulture).Replace('-', '−')
        : "–";

    /// <summary>A share as "97.3 %".</summary>
    public static string Percent(double share) => $"{Fixed(100 * share, 1)} %";

    /// <summary>A p-value: three decimals, "&lt; 0.001" below.</summary>
    public static string P(double p) => p < 0.001 ? "< 0.001" : Fixed(p, 3);

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string Join(IReadOnlyList<string> names) => names.Count < 2
        ? string.Concat(names)
        : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    /// <summary>"0.243 [0.230, 0.256]"; without the interval where it has no width or is not finite.</summary>
    public static string Estimate(Interval value, int decimals) =>
        double.IsFinite(value.Low) && double.IsFinite(value.High) && value.High > value.Low
            ? $"{Fixed(value.Estimate, decimals)} [{Fixed(value.Low, decimals)}, {Fixed(value.High, decimals)}]"
            : Fixed(value.Estimate, decimals);

    /// <summary>"0.243 [0.230, 0.256]"; without the interval where there is none.</summary>
    public static string Estimate(MetricValue value, int decimals) => Estimate(AsInterval(value), decimals);

    /// <summary>The value as an interval; one of no width where it has none.</summary>
    public static Interval AsInterval(MetricValue value) =>
        new(value.Value, value.Low ?? value.Value, value.High ?? value.Value, value.Users);

    /// <summary>
    /// Decimals that show three digits of the largest value, none where all are whole: the same for a whole column or chart.
    /// The page's script (text.js) does the same.
    /// </summary>
    public static int Decimals(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite).Select(Math.Abs)];
        return finite.All(double.IsInteger) ? 0 : finite.Max() switch
        {
            >= 10 => 1,
            >= 1 => 2,
            >= 0.1 => 3,
            _ => 4,
        };
    }
}
