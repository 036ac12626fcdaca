using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HybridRec.Evaluation.Lineup;

/// <summary>
/// A model of the line-up as asked for: <c>als</c>, <c>hybrid@0.25</c> for the hybrid's lists at a dial setting, or
/// <c>mmr@0.4</c> for a rival re-ranker at a setting of its own knob.
/// </summary>
/// <param name="Kind">One of <see cref="Kinds"/> or <see cref="Rivals"/>.</param>
/// <param name="Discovery">The dial d or the rival's knob, 0 to 1; null for the plain ranking by score.</param>
public sealed record ModelName(string Kind, double? Discovery = null)
{
    private const char DialMark = '@';

    /// <summary>All kinds, weakest yardsticks first.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["random", "popularity", "item-knn", "user-knn", "lift", "slim", "ease", "item2vec", "als", "cf", "audio", "hybrid"];

    /// <summary>Published re-rankers over the candidates of als, each with a knob from 0, which is als itself, to 1.</summary>
    public static IReadOnlyList<string> Rivals { get; } = ["mmr", "xquad", "popularity-discount", "z-mix"];

    /// <summary>The frontier of accuracy and popularity: the dial from end to end, and each rival with its knob swept.</summary>
    public static IReadOnlyList<ModelName> Frontier { get; } =
    [
        new("als"), new("hybrid"),
        .. Enumerable.Range(0, 11).Select(tenth => new ModelName("hybrid", tenth / 10.0)),
        .. from rival in Rivals from tenth in Enumerable.Range(1, 10) select new ModelName(rival, tenth / 10.0),
    ];

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
        bool isRival = Rivals.Contains(parts[0]);
        if (!(Kinds.Contains(parts[0]) || isRival) || parts.Length > 2)
        {
            fault = $"There is no model \"{text}\"; there are {string.Join(", ", Kinds)}, hybrid@d with d from 0 to 1, and rivals "
                + $"with a knob likewise: {string.Join(", ", Rivals.Select(rival => rival + "@0.5"))}.";
        }
        else if (parts.Length == 1)
        {
            name = isRival ? null : new ModelName(parts[0]);
            fault = isRival ? $"{parts[0]} needs a setting of its knob: {parts[0]}@0.5." : null;
        }
        else if (parts[0] != "hybrid" && !isRival)
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
