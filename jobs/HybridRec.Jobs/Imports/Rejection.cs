namespace HybridRec.Jobs.Imports;

/// <summary>How many entries of an import were rejected for one reason.</summary>
/// <param name="Reason">Why, fit to show a person.</param>
/// <param name="Count">How many.</param>
/// <param name="Examples">The first few, e.g. <c>line 12 ("NaN")</c>.</param>
public sealed record Rejection(string Reason, long Count, IReadOnlyList<string> Examples);

/// <summary>Counts rejected entries by reason. Memory grows with the number of reasons only.</summary>
internal sealed class RejectionTally
{
    private const int ExamplesKept = 5;
    private const int ValueLength = 40;

    private readonly Dictionary<string, (long Count, List<string> Examples)> _reasons = new(StringComparer.Ordinal);

    /// <summary>Rejected entries so far.</summary>
    public long Total { get; private set; }

    /// <summary>Counts one.</summary>
    /// <param name="place">Where it stands, in words.</param>
    /// <param name="reason">Why.</param>
    /// <param name="value">The offending value, or null.</param>
    public void Add(string place, string reason, string? value)
    {
        Total++;
        (long count, List<string> examples) = _reasons.TryGetValue(reason, out var known) ? known : (0, []);
        if (examples.Count < ExamplesKept)
        {
            examples.Add(value is null ? place : $"{place} (\"{Shorten(value)}\")");
        }

        _reasons[reason] = (count + 1, examples);
    }

    /// <summary>All reasons, the most frequent first.</summary>
    public IReadOnlyList<Rejection> Summarise() =>
    [
        .. _reasons
            .OrderByDescending(reason => reason.Value.Count)
            .ThenBy(reason => reason.Key, StringComparer.Ordinal)
            .Select(reason => new Rejection(reason.Key, reason.Value.Count, reason.Value.Examples)),
    ];

    // A value goes to a terminal: no control characters, and not more of it than tells what is wrong.
    private static string Shorten(string value) => string.Concat(
        string.Concat(value.Take(ValueLength).Select(c => char.IsControl(c) ? '·' : c)), value.Length > ValueLength ? "…" : "");
}
