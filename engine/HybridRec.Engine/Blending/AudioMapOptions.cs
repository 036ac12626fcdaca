using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Blending;

/// <summary>How audio embeddings are mapped to item factors.</summary>
public sealed class AudioMapOptions
{
    /// <summary>Listeners a track needs to be learned from.</summary>
    /// <value>Default 3.</value>
    [Range(1, 1_000_000)]
    public int WellPlayed { get; init; } = 3;

    /// <summary>Tracks to learn from, without which there is no map.</summary>
    /// <value>Default 20.</value>
    [Range(2, 1_000_000)]
    public int MinimumTracks { get; init; } = 20;

    /// <summary>Users with plays, without which factors mean nothing and there is no map.</summary>
    /// <value>Default 10.</value>
    [Range(1, 1_000_000)]
    public int MinimumUsers { get; init; } = 10;

    /// <summary>Listeners at which a track weighs half as much as one with endlessly many.</summary>
    /// <value>Default 3.</value>
    [Range(0.0, 1_000_000.0)]
    public float HalfWeightUsers { get; init; } = 3f;

    /// <summary>Parts of the cross-validation.</summary>
    /// <value>Default 5.</value>
    [Range(2, 100)]
    public int Folds { get; init; } = 5;

    /// <summary>Seed of the division into folds.</summary>
    /// <value>Default 0.</value>
    public int Seed { get; init; }
}
