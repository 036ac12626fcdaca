using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace HybridRec.Evaluation.Lineup;

/// <summary>Options of the models by name, <c>als.rank</c> = <c>128</c>: <c>--set</c>, an experiment file, or a tuning trial.</summary>
/// <remarks>
/// The part before the point names an options class (<see cref="OptionGroups"/>), the part after it a property in
/// lower case with hyphens. Immutable.
/// </remarks>
public sealed class ModelSettings
{
    /// <summary>How the options end that need plays with times.</summary>
    internal const string HalfLife = ".half-life-days";

    private readonly SortedDictionary<string, string> _values;

    private ModelSettings(SortedDictionary<string, string> values) => _values = values;

    /// <summary>Every option at its default.</summary>
    public static ModelSettings Default { get; } = new(new SortedDictionary<string, string>(StringComparer.Ordinal));

    /// <summary>What differs from the defaults, by name.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Sets one option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, in the invariant culture.</param>
    /// <exception cref="EvaluationException">There is no such option, or the value is none for it; the message says why.</exception>
    public ModelSettings With(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        string[] parts = name.Split('.', 2);
        string group = parts[0];
        if (parts.Length < 2 || !OptionGroups.All.TryGetValue(group, out Type? type))
        {
            throw new EvaluationException(
                $"There is no option \"{name}\"; options are written group.name, of the groups {string.Join(", ", OptionGroups.All.Keys)}.");
        }

        SortedDictionary<string, string> values = new(_values, StringComparer.Ordinal) { [name] = value };
        ModelSettings changed = new(values);
        changed.Apply(group, Activator.CreateInstance(type)!);
        return changed;
    }

    /// <summary>Sets several options.</summary>
    /// <param name="values">Names and values.</param>
    /// <exception cref="EvaluationException">As for one.</exception>
    public ModelSettings With(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Aggregate(this, (settings, pair) => settings.With(pair.Key, pair.Value));
    }

    /// <summary>Puts the options of a group into an options object.</summary>
    /// <typeparam name="T">The options class.</typeparam>
    /// <param name="group">The group: <c>als</c>.</param>
    /// <param name="options">The object with its defaults; changed and returned.</param>
    /// <exception cref="EvaluationException">An option is unknown or out of range.</exception>
    public T Apply<T>(string group, T options)
        where T : notnull
    {
        foreach ((string name, string value) in _values)
        {
            if (name.StartsWith(group + ".", StringComparison.Ordinal))
            {
                PropertyInfo property = Find(options.GetType(), name, name[(group.Length + 1)..]);
                property.SetValue(options, Parse(name, value, property.PropertyType));
            }
        }

        List<ValidationResult> faults = [];
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
        {
            throw new EvaluationException($"Option {group}: {string.Join(" ", faults.Select(fault => fault.ErrorMessage))}");
        }

        return options;
    }

    /// <summary>All options of an object as they stand, by name, for the record.</summary>
    /// <param name="group">The group.</param>
    /// <param name="options">The object.</param>
    public static IEnumerable<KeyValuePair<string, string>> Describe(string group, object options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Settable(options.GetType()).Where(property => property.GetValue(options) is not null).Select(property => KeyValuePair.Create(
            $"{group}.{Hyphenated(property.Name)}",
            Convert.ToString(property.GetValue(options), CultureInfo.InvariantCulture) ?? ""));
    }

    private static IEnumerable<PropertyInfo> Settable(Type type) => type.GetProperties()
        .Where(property => property.CanWrite && (Plain(property.PropertyType).IsPrimitive || property.PropertyType.IsEnum));

    /// <summary>The type that a value is given in: an option that may be null is null until it is set.</summary>
    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static PropertyInfo Find(Type type, string name, string key) =>
        Settable(type).FirstOrDefault(property => Hyphenated(property.Name) == key)
        ?? throw new EvaluationException(
            $"There is no option {name}; there are {string.Join(", ", Settable(type).Select(known => Hyphenated(known.Name)))}.");

    private static object Parse(string name, string value, Type type)
    {
        try
        {
            return type.IsEnum
                ? Enum.Parse(type, value, ignoreCase: true)
                : Convert.ChangeType(value, Plain(type), CultureInfo.InvariantCulture);
        }
        catch (Exception problem) when (problem is FormatException or OverflowException or ArgumentException)
        {
            string wanted = type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}" : $"a value of type {Plain(type).Name}";
            throw new EvaluationException($"Option {name} must be {wanted}, not \"{value}\".", problem);
        }
    }

    private static string Hyphenated(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
