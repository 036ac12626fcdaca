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
    AudioPriors? Priors, string Summary, int Tracks, double HeldOutCosine, double StandardError);
