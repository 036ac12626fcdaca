using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Reranking;

/// <summary>Settings of <see cref="DiscoveryReranker"/>. Weights are in standard deviations of relevance over the candidates.</summary>
public sealed record DiscoveryRerankerOptions
{
    /// <summary>At most this many tracks of one artist in any <see cref="ArtistWindow"/> consecutive positions.</summary>
    /// <value>Default 2.</value>
    [Range(1, 1_000)]
    public int TracksPerArtist { get; init; } = 2;

    /// <summary>Length of the stretch that <see cref="TracksPerArtist"/> is counted in, in positions.</summary>
    /// <value>Default 30.</value>
    [Range(1, 1_000)]
    public int ArtistWindow { get; init; } = 30;

    /// <summary>Largest share of popularity-free relevance z in what a track is picked by, before π itself is held against it.</summary>
    /// <value>Default 0.6.</value>
    [Range(0.0, 1.0)]
    public double RelativeShare { get; init; } = 0.6;

    /// <summary>
    /// Share of a list's places at d = 1, proportional to d and rounded down, that go to fresh tracks at least, where there are
    /// any: what nobody hears never gets the plays by which it could be judged.
    /// </summary>
    /// <value>Default 0.15.</value>
    [Range(0.0, 1.0)]
    public double FreshShare { get; init; } = 0.15;

    /// <summary>
    /// Share of a list's places at d = 1, proportional to d and rounded down, that go to the proposals of each of the other generators
    /// at least, where there are any: sounds-like, lift, cross-genre, and rediscovery where heard tracks are wanted.
    /// </summary>
    /// <value>Default 0.1.</value>
    [Range(0.0, 0.2)]
    public double GeneratorShare { get; init; } = 0.1;

    /// <summary>Penalty at d = 1 for a track whose cosine to one already picked is 1; proportional to d.</summary>
    /// <value>Default 0.5.</value>
    [Range(0.0, 100.0)]
    public double Diversity { get; init; } = 0.5;

    /// <summary>Penalty at d = 1 for a track of the listener's most played artist; proportional to d.</summary>
    /// <value>Default 0.5.</value>
    [Range(0.0, 100.0)]
    public double Unfamiliarity { get; init; } = 0.5;

    /// <summary>
    /// Relevance at d = 1, proportional to d, that one nat of likeness between the list's genres and the listener's is worth
    /// (<see cref="Reranking.GenreBalance"/>); 0 for none.
    /// </summary>
    /// <value>Default 1.</value>
    [Range(0.0, 100.0)]
    public double GenreBalance { get; init; } = 1;

    /// <summary>Distinct tracks of an artist from which on a listener knows that artist well.</summary>
    /// <value>Default 10.</value>
    [Range(1, 1_000_000)]
    public int WellKnown { get; init; } = 10;
}
