using HybridRec.Engine.Training;
using HybridRec.Evaluation.Simulation;

namespace HybridRec.Api.Demo;

/// <summary>What the demonstration is to do.</summary>
internal sealed record DemoOptions
{
    /// <summary>Whether to end after the figures instead of serving.</summary>
    public bool Exit { get; init; }

    /// <summary>Folder of real music, or null.</summary>
    public string? Audio { get; init; }

    /// <summary>File of real listens, or null.</summary>
    public string? Listens { get; init; }

    /// <summary>Names the items of a table of listens, or null.</summary>
    public string? Items { get; init; }

    /// <summary>Whose listens they are, or null for a table.</summary>
    public string? User { get; init; }

    /// <summary>Seed of all chance.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether the temporary folder stays.</summary>
    public bool Keep { get; init; }

    /// <summary>The data folder asked for; null for a temporary one.</summary>
    public string? Data { get; init; }

    /// <summary>First port tried.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>Tracks to render.</summary>
    public int Tracks { get; init; } = 240;

    /// <summary>Mean playing time of a rendered track, in seconds.</summary>
    public double TrackSeconds { get; init; } = 15;

    /// <summary>Listeners to simulate.</summary>
    public int Listeners { get; init; } = 320;

    /// <summary>The recipe of the model; null for the default with <see cref="Seed"/>.</summary>
    public TrainingOptions? Training { get; init; }

    /// <summary>How long the lists are that are measured.</summary>
    public ListLengths Lengths { get; init; } = new();

    /// <summary>Whether music and listens are simulated, so that the truth is known.</summary>
    public bool IsSimulated => Audio is null && Listens is null;
}
