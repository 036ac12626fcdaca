using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace HybridRec.Api.OpenApi;

/// <summary>One query parameter: the single source of what is accepted, of the message that refuses the rest, and of its OpenAPI entry.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
internal abstract record QueryParameter(string Name, string Description)
{
    /// <summary>The parameter's OpenAPI schema.</summary>
    public abstract OpenApiSchema ToSchema();

    /// <summary>What is accepted, as the rest of the sentence "NAME must be …".</summary>
    public abstract string Rule { get; }
}

/// <summary>A number within a range.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Default">The value where it is absent; null for none.</param>
/// <param name="Whole">Whether it must be a whole number.</param>
internal sealed record NumberParameter(
    string Name, string Description, double Min, double Max, double? Default, bool Whole = true)
    : QueryParameter(Name, Description)
{
    /// <inheritdoc/>
    public override string Rule => string.Create(
        CultureInfo.InvariantCulture, $"a {(Whole ? "whole " : "")}number from {Min} to {Max}");

    /// <inheritdoc/>
    public override OpenApiSchema ToSchema() => new()
    {
        Type = Whole ? JsonSchemaType.Integer : JsonSchemaType.Number,
        Minimum = Min.ToString(CultureInfo.InvariantCulture),
        Maximum = Max.ToString(CultureInfo.InvariantCulture),
        Default = Default is { } value ? JsonValue.Create(value) : null,
    };
}

/// <summary>One of a few words.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Choices">The words.</param>
/// <param name="Default">The word where it is absent; null for none.</param>
internal sealed record ChoiceParameter(string Name, string Description, IReadOnlyList<string> Choices, string? Default)
    : QueryParameter(Name, Description)
{
    /// <inheritdoc/>
    public override string Rule => $"one of {string.Join(", ", Choices)}";

    /// <inheritdoc/>
    public override OpenApiSchema ToSchema() => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. Choices.Select(choice => (JsonNode)choice)],
        Default = Default is null ? null : JsonValue.Create(Default),
    };
}

/// <summary>Yes or no; no where it is absent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
internal sealed record FlagParameter(string Name, string Description) : QueryParameter(Name, Description)
{
    /// <inheritdoc/>
    public override string Rule => "true or false";

    /// <inheritdoc/>
    public override OpenApiSchema ToSchema() => new() { Type = JsonSchemaType.Boolean, Default = JsonValue.Create(false) };
}

/// <summary>Any text up to a length.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="MaxLength">Characters allowed.</param>
internal sealed record TextParameter(string Name, string Description, int MaxLength) : QueryParameter(Name, Description)
{
    /// <inheritdoc/>
    public override string Rule => $"text of 1 to {MaxLength} characters without control characters";

    /// <inheritdoc/>
    public override OpenApiSchema ToSchema() => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = MaxLength };
}

/// <summary>Several track ids, by repeating the parameter or joined by commas.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="MaxCount">Ids allowed.</param>
internal sealed record IdsParameter(string Name, string Description, int MaxCount) : QueryParameter(Name, Description)
{
    /// <inheritdoc/>
    public override string Rule => $"at most {MaxCount} track ids, joined by commas";

    /// <inheritdoc/>
    public override OpenApiSchema ToSchema() => new()
    {
        Type = JsonSchemaType.Array,
        Items = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
        MaxItems = MaxCount,
    };
}

/// <summary>Several texts, by repeating the parameter (a comma may be part of one).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="MaxCount">Texts allowed.</param>
internal sealed record TextsParameter(string Name, string Description, int MaxCount) : QueryParameter(Name, Description)
{
    /// <inheritdoc/>
    public override string Rule => $"at most {MaxCount} non-empty names, the parameter repeated for each";

    /// <inheritdoc/>
    public override OpenApiSchema ToSchema() => new()
    {
        Type = JsonSchemaType.Array,
        Items = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 },
        MaxItems = MaxCount,
    };
}
