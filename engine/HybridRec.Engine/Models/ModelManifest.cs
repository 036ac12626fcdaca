using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Models;

/// <summary>One file of a model version and what it must contain.</summary>
/// <param name="Name">File name within the version's folder.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of its content.</param>
public sealed record ModelFile(string Name, long Bytes, string Sha256);

/// <summary>The record of one model version: what made it, from what, and how good it is.</summary>
public sealed record ModelManifest
{
    /// <summary>Layout of the manifest and of the files; a reader refuses a higher number than it knows.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The version's name.</summary>
    public required string Version { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>No listen later than this was learned from; null for a model made without listens.</summary>
    public DateTimeOffset? DataCutOff { get; init; }

    /// <summary>The program's version that made it.</summary>
    public required string Code { get; init; }

    /// <summary>Seed of all chance in the training.</summary>
    public required int Seed { get; init; }

    /// <summary>All options in force, by stage, as JSON.</summary>
    public required JsonElement Options { get; init; }

    /// <summary>
    /// The options as they were asked for, as JSON: what is null there is found anew for the data at each training. Null in
    /// versions that kept only <see cref="Options"/>.
    /// </summary>
    public JsonElement? Recipe { get; init; }

    /// <summary>The version that was served when the training began; null if there was none or it is not known.</summary>
    public string? Parent { get; init; }

    /// <summary>Figures by name, e.g. "users", "tracks", "seconds.train-content".</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>What a person should know of the run, one sentence each; usually few.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Every file but the manifest.</summary>
    public IReadOnlyList<ModelFile> Files { get; init; } = [];

    /// <summary>The version as a value.</summary>
    [JsonIgnore]
    public ModelVersion ModelVersion => new(Version);
}
