using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Blending;

/// <summary>Where a track is expected in factor space by its sound alone. Valid for one factor version only.</summary>
/// <param name="Means">μ, shape (items, rank); zero where there is no prior.</param>
/// <param name="Precision">Diagonal of Λ, shape (rank), each &gt; 0: 1 ÷ variance of y − μ for a track with endless plays.</param>
/// <param name="HasPrior">Whether a track has a μ, shape (items): whether it has audio.</param>
public sealed record AudioPriors(FactorMatrix Means, float[] Precision, bool[] HasPrior);
