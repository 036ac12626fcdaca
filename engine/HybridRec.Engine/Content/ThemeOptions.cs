using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Content;

/// <summary>How themes are learned from lyrics.</summary>
public sealed record ThemeOptions
{
    /// <summary>Dimensions of the theme space at most.</summary>
    /// <value>Default 64.</value>
    [Range(1, 512)]
    public int Rank { get; init; } = 64;

    /// <summary>A track with fewer words that count has no themes.</summary>
    /// <value>Default 8.</value>
    [Range(1, 10_000)]
    public int LeastWords { get; init; } = 8;

    /// <summary>A word of a larger share of the texts says nothing about themes.</summary>
    /// <value>Default 0.2.</value>
    [Range(0.001, 1.0)]
    public double MostShare { get; init; } = 0.2;

    /// <summary>Words counted at most, those of the most texts.</summary>
    /// <value>Default 50,000.</value>
    [Range(10, 10_000_000)]
    public int MostWords { get; init; } = 50_000;
}
