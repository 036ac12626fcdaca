using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HybridRec.Evaluation.Lineup;

/// <summary>A model of the line-up as asked for: <c>als</c>, or <c>hybrid@0.25</c> for the hybrid's lists at a dial setting.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Discovery">The dial d, 0 to 1; null for the plain ranking by score.</param>
public sealed record ModelName(string Kind, double? Discovery = null)
{
    private const char DialMark = '@';

    /// <summary>All kinds, weakest yardsticks first.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["random", "popularity", "item-knn", "user-knn", "lift", "slim", "ease", "item2vec", "als", "cf", "audio", "hybrid"];

    /// <summary>What a report shows where no models are named: the protocol's line-up.</summary>
    public static IReadOnlyList<ModelName> Standard { get; } =
    [
        new("random"), new("popularity"), new("item-knn"), new("user-knn"), new("lift"), new("ease"), new("als"), new("cf"),
        new("audio"), new("hybrid"),
        .. new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(discovery => new ModelName("hybrid", discovery)),
    ];

    /// <summary>Reads a name.</summary>
    /// <param name="text">The name, as <see cref="ToString"/> writes it.</param>
    /// <param name="name">The model, where there is one of that name.</param>
    /// <param name="fault">What is wrong, fit to show a person; null where nothing is.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ModelName? name, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = null;
        fault = null;
        string[] parts = text.Trim().Split(DialMark);
        if (!Kinds.Contains(parts[0]) || parts.Length > 2)
        {
            fault = $"There is no model \"{text}\"; there are {string.Join(", ", Kinds)}, and hybrid@d with d from 0 to 1.";
        }
        else if (parts.Length == 1)
        {
            name = new ModelName(parts[0]);
        }
        else if (parts[0] != "hybrid")
        {
            fault = $"Only hybrid has a dial, {parts[0]} has none.";
        }
        else if (!double.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double dial)
            || dial is not (>= 0 and <= 1))
        {
            fault = $"The dial goes from 0 to 1, \"{parts[1]}\" is not such a number.";
        }
        else
        {
            name = new ModelName(parts[0], dial);
        }

        return name is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Discovery is { } dial
        ? string.Create(CultureInfo.InvariantCulture, $"{Kind}{DialMark}{dial}")
        : Kind;
}
