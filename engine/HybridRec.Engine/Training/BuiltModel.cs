using HybridRec.Engine.Blending;
using HybridRec.Engine.Content;
using HybridRec.Engine.Models;

namespace HybridRec.Engine.Training;

/// <summary>What a training run made.</summary>
/// <param name="Parts">All that serving needs.</param>
/// <param name="Network">The spectrogram network; null where fewer than two tracks have audio.</param>
/// <param name="MapSummary">One sentence on how well sound predicts listening; null where it could not be tried.</param>
/// <param name="Metrics">
/// Figures by name: "users", "tracks", "pairs", "tracks.audio", "tracks.cold", "map.held-out-cosine" and
/// "map.standard-error" where sound was mapped to factors, "learned.<i>what</i>" where plays could be held out, and "seconds.<i>stage</i>".
/// </param>
public sealed record BuiltModel(
    ServingModelParts Parts, IContentNetwork? Network, string? MapSummary, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>τ and κ in use.</summary>
    public BlendOptions Blend { get; init; } = new();
}
