using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace HybridRec.Api.OpenApi;

/// <summary>Reads query parameters and collects what is wrong with them, so that one answer names every mistake.</summary>
/// <param name="query">The request's query.</param>
internal sealed class QueryReader(IQueryCollection query)
{
    private const int ShownLength = 40;

    private readonly Dictionary<string, string> _errors = [];

    /// <summary>What is wrong, by parameter, in words fit to show; empty if all is well.</summary>
    public IReadOnlyDictionary<string, string> Errors => _errors;

    /// <summary>A number; its default where it is absent or wrong.</summary>
    /// <param name="parameter">What is accepted.</param>
    public double? Read(NumberParameter parameter)
    {
        if (!query.TryGetValue(parameter.Name, out StringValues text))
        {
            return parameter.Default;
        }

        bool isNumber = double.TryParse(
            text.ToString(),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out double value);

        // NaN fails both comparisons, so it is refused like any other value out of range.
        bool fits = isNumber && value >= parameter.Min && value <= parameter.Max;
        return fits && (!parameter.Whole || value == Math.Truncate(value))
            ? value
            : Refuse(parameter, text, parameter.Default);
    }

    /// <summary>A choice; its default where it is absent or wrong.</summary>
    /// <param name="parameter">What is accepted.</param>
    public string? Read(ChoiceParameter parameter)
    {
        if (!query.TryGetValue(parameter.Name, out StringValues text))
        {
            return parameter.Default;
        }

        return parameter.Choices.FirstOrDefault(
                choice => choice.Equals(text.ToString(), StringComparison.OrdinalIgnoreCase))
            ?? Refuse(parameter, text, parameter.Default);
    }

    /// <summary>A flag; false where it is absent or wrong.</summary>
    /// <param name="parameter">What is accepted.</param>
    public bool Read(FlagParameter parameter)
    {
        if (!query.TryGetValue(parameter.Name, out StringValues text))
        {
            return false;
        }

        return bool.TryParse(text.ToString(), out bool value) ? value : Refuse(parameter, text, false);
    }

    /// <summary>A text, trimmed; empty where it is absent or wrong.</summary>
    /// <param name="parameter">What is accepted; it must be given.</param>
    public string Read(TextParameter parameter)
    {
        StringValues given = query[parameter.Name];
        string text = given.ToString().Trim();
        return text.Length >= 1 && text.Length <= parameter.MaxLength && !text.Any(char.IsControl)
            ? text
            : Refuse(parameter, given, "");
    }

    /// <summary>Track ids; empty where absent or wrong.</summary>
    /// <param name="parameter">What is accepted.</param>
    public IReadOnlySet<long> Read(IdsParameter parameter)
    {
        HashSet<long> ids = [];
        StringValues given = query[parameter.Name];
        foreach (string text in given.SelectMany(
            value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) || id < 1)
            {
                return Refuse(parameter, text, ids);
            }

            ids.Add(id);
        }

        return ids.Count <= parameter.MaxCount ? ids : Refuse(parameter, $"{ids.Count} ids", ids);
    }

    /// <summary>Texts; empty where absent or wrong.</summary>
    /// <param name="parameter">What is accepted.</param>
    public IReadOnlySet<string> Read(TextsParameter parameter)
    {
        StringValues given = query[parameter.Name];
        HashSet<string> texts = [.. given.Select(text => text ?? "")];
        return texts.Count > parameter.MaxCount || texts.Any(string.IsNullOrWhiteSpace)
            ? Refuse(parameter, given, texts)
            : texts;
    }

    private T Refuse<T>(QueryParameter parameter, StringValues given, T instead)
    {
        string text = given.ToString();
        string shown = text.Length <= ShownLength ? text : text[..ShownLength] + "…";
        string but = given.Count == 0 ? "it is missing" : $"it is \"{shown}\"";
        _errors[parameter.Name] = $"{parameter.Name} must be {parameter.Rule}, but {but}.";
        return instead;
    }
}
