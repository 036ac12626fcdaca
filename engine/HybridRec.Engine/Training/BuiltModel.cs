using HybridRec.Engine.Content;
using HybridRec.Engine.Models;

namespace HybridRec.Engine.Training;

/// <summary>What a training run made.</summary>
/// <param name="Parts">All that serving needs.</param>
/// <param name="Network">The spectrogram network; null where fewer than two tracks have audio.</param>
/// <param name="Metrics">
/// Figures by name: "users", "tracks", "pairs", "tracks.audio", "tracks.cold", "cold.prior" (1 if the audio predicts
/// factors, else 0), and "seconds.<i>stage</i>".
/// </param>
public sealed record BuiltModel(
    ServingModelParts Parts, IContentNetwork? Network, IReadOnlyDictionary<string, double> Metrics);
