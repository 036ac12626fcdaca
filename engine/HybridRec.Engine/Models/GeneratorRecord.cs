namespace HybridRec.Engine.Models;

/// <summary>What became of a generator's picks with all listeners together: the prior of each (<c>Serving.GeneratorBandit</c>).</summary>
/// <param name="Liked">Picks played through or liked, ≥ 0.</param>
/// <param name="Heard">Picks that anything is known of: these, and what was skipped early or disliked; ≥ Liked.</param>
public readonly record struct GeneratorRecord(double Liked, double Heard)
{
    /// <summary>Whether the counts can be.</summary>
    internal bool IsValid => double.IsFinite(Heard) && Liked >= 0 && Liked <= Heard;
}
