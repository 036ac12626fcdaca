namespace HybridRec.Engine.Blending;

/// <summary>What came of fitting audio to factors.</summary>
/// <param name="Priors">The priors of all tracks with audio, or null where audio cannot be mapped.</param>
/// <param name="Summary">One sentence for a person: how well it went, or why there is no map.</param>
/// <param name="Tracks">Well-played tracks with audio that were learned from.</param>
/// <param name="HeldOutCosine">
/// Mean cosine between predicted and true direction, both less the mean direction, on held-out tracks; 0 is chance.
/// NaN where nothing could be fitted.
/// </param>
/// <param name="StandardError">Standard error of <paramref name="HeldOutCosine"/>; NaN where nothing could be fitted.</param>
public sealed record AudioMapFit(
    AudioPriors? Priors, string Summary, int Tracks, double HeldOutCosine, double StandardError)
{
    /// <summary>
    /// How much more the scores of held-out tracks vary about what sound lets expect than Λ says: mean of (x·(y − μ))² ÷ Σ_d x_d² ÷ Λ_d over tracks and
    /// listeners. Above 1 where errors of dimensions go together and tracks are longer than their like.
    /// </summary>
    /// <value>Default 1.</value>
    public double Inflation { get; init; } = 1;
}
