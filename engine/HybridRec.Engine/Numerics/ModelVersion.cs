using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridRec.Engine.Numerics;

/// <summary>
/// Names one immutable set of model files. Every matrix carries one, and mixing versions throws: factor axes are
/// arbitrary, so vectors of two trainings cannot be compared.
/// </summary>
/// <remarks>Ordinal order is time order. Safe as a folder name: letters, digits, '-' and '_' only. Immutable.</remarks>
public readonly partial record struct ModelVersion : IComparable<ModelVersion>
{
    private readonly string? _value;

    /// <summary>Wraps a version name.</summary>
    /// <param name="value">1 to 64 of the characters a–z, A–Z, 0–9, '-' and '_'.</param>
    /// <exception cref="ArgumentException">The name has another shape.</exception>
    public ModelVersion(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!Shape().IsMatch(value))
        {
            throw new ArgumentException(
                $"\"{value}\" is not a model version: 1 to 64 letters, digits, '-' or '_' are.", nameof(value));
        }

        _value = value;
    }

    /// <summary>The name; "unversioned" for the default value.</summary>
    public string Value => _value ?? "unversioned";

    /// <summary>Whether a text has the shape of a version name.</summary>
    /// <param name="value">Any text.</param>
    public static bool IsValid(string? value) => value is not null && Shape().IsMatch(value);

    /// <summary>Makes a new version name from the clock, e.g. <c>20261122T201500Z-1a2b3c4d</c>.</summary>
    /// <param name="clock">Supplies the time.</param>
    /// <param name="seed">Tells apart two versions made in the same second.</param>
    public static ModelVersion New(TimeProvider clock, int seed)
    {
        ArgumentNullException.ThrowIfNull(clock);
        string time = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        return new ModelVersion($"{time}-{(uint)seed:x8}");
    }

    /// <summary>Throws unless two vectors come from the same model.</summary>
    /// <param name="other">The version this one is about to be mixed with.</param>
    /// <exception cref="InvalidOperationException">They differ; the message names both.</exception>
    public void EnsureSame(ModelVersion other)
    {
        if (this != other)
        {
            throw new InvalidOperationException(
                $"Vectors of model {Value} and of model {other.Value} cannot be mixed; rebuild both from one training run.");
        }
    }

    /// <inheritdoc/>
    public int CompareTo(ModelVersion other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Earlier than.</summary>
    public static bool operator <(ModelVersion left, ModelVersion right) => left.CompareTo(right) < 0;

    /// <summary>Later than.</summary>
    public static bool operator >(ModelVersion left, ModelVersion right) => left.CompareTo(right) > 0;

    /// <summary>Not later than.</summary>
    public static bool operator <=(ModelVersion left, ModelVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(ModelVersion left, ModelVersion right) => left.CompareTo(right) >= 0;

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex Shape();
}
