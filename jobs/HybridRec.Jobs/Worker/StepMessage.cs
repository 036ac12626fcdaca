using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Jobs.Worker;

/// <summary>One line of what a child process says: progress, or how its step ended.</summary>
internal sealed record StepMessage
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public StageProgress? Progress { get; init; }

    public string? Outcome { get; init; }

    public JsonElement? Produced { get; init; }

    public StepFailure? Failure { get; init; }

    /// <summary>Whether it stopped because it was told to.</summary>
    public bool Stopped { get; init; }

    /// <summary>Reads a line; null if it is none of ours.</summary>
    public static StepMessage? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<StepMessage>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Why a step failed.</summary>
/// <param name="Message">In words.</param>
/// <param name="CanRetry">Whether trying again may help.</param>
/// <param name="Damaged">Whether the run is to begin anew.</param>
internal sealed record StepFailure(string Message, bool CanRetry, bool Damaged);
