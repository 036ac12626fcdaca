using System.ComponentModel.DataAnnotations;
using HybridRec.Engine.Blending;
using HybridRec.Engine.Content;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Training;

/// <summary>The recipe of a model: the options of every stage, saved in its manifest.</summary>
public sealed record TrainingOptions
{
    /// <summary>Options of the factorisation; null for those that suit the data.</summary>
    /// <value>Default null, see <see cref="ImplicitAlsOptions.ForData"/>.</value>
    public ImplicitAlsOptions? Als { get; init; }

    /// <summary>How plays, skips and words become evidence, in training and in serving the model.</summary>
    public EvidenceOptions Evidence { get; init; } = new();

    /// <summary>Options of the spectrogram network.</summary>
    public ContentOptions Content { get; init; } = new();

    /// <summary>Options of the map from audio to factors.</summary>
    public AudioMapOptions AudioMap { get; init; } = new();

    /// <summary>τ and κ of the blend; null for those that plays held out of the training ask for.</summary>
    /// <value>Default null, see <see cref="RelevanceLearner"/>.</value>
    public BlendOptions? Blend { get; init; }

    /// <summary>The network is trained on at most this many tracks, drawn by the seed; all tracks are embedded.</summary>
    /// <value>Default 4,000, about 660 MB of excerpts in memory.</value>
    [Range(2, 1_000_000)]
    public int MaxContentTracks { get; init; } = 4_000;

    /// <summary>A track's factors are a target for the network from this many listeners on; fewer say too little.</summary>
    /// <value>Default 5.</value>
    [Range(1, 1_000)]
    public int MinUsersForTarget { get; init; } = 5;

    /// <summary>Seed of all chance in the training.</summary>
    /// <value>Default 0.</value>
    public int Seed { get; init; }

    /// <summary>The default recipe with another seed in every stage.</summary>
    /// <param name="seed">The seed.</param>
    public static TrainingOptions WithSeed(int seed) => new()
    {
        Content = new ContentOptions { Seed = seed },
        AudioMap = new AudioMapOptions { Seed = seed },
        Seed = seed,
    };

    /// <summary>The recipe of <see cref="WithSeed"/> with a network that is trained in seconds.</summary>
    /// <param name="seed">The seed.</param>
    public static TrainingOptions Quick(int seed) => WithSeed(seed) with { Content = ContentOptions.Quick(seed) };

    /// <summary>The factorisation's options for some data.</summary>
    /// <param name="interactions">Play counts, users × items.</param>
    public ImplicitAlsOptions AlsFor(InteractionMatrix interactions) =>
        Als ?? ImplicitAlsOptions.ForData(interactions, Seed);
}
