namespace HybridRec.Engine.Retrieval;

/// <summary>What the parts of a listener's relevance count beside their score in the blended space, which counts 1.</summary>
/// <param name="Relative">Weight of popularity-free relevance z in the blended space.</param>
/// <param name="Links">Weight of the links between tracks played together.</param>
/// <param name="Audio">Weight of the score by ear.</param>
/// <remarks>All finite and ≥ 0; each part has root mean square 1 over the tracks that it can score (<see cref="RelevanceSpace"/>).</remarks>
public readonly record struct RelevanceWeights(float Relative, float Links, float Audio)
{
    /// <summary>Weights for data too small to hold anything out: what few listeners have in common is chance.</summary>
    public static RelevanceWeights Standard { get; } = new(0f, 0f, 0.2f);

    /// <summary>Whether all are finite and ≥ 0.</summary>
    internal bool IsValid => float.IsFinite(Relative + Links + Audio) && Relative >= 0 && Links >= 0 && Audio >= 0;
}
