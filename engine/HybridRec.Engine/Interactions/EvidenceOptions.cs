using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Interactions;

/// <summary>How plays, skips and words become evidence; one set of options for training and for fold-in.</summary>
/// <remarks>Measured on simulated listeners: decision 0009.</remarks>
public sealed record EvidenceOptions
{
    /// <summary>Plays alone: skips and words say nothing, but for a dislike, which takes the plays back.</summary>
    public static EvidenceOptions PlaysAlone { get; } =
        new() { LikePlays = 0, SkipWeight = 0, DislikeWeight = 0, DislikePush = 0 };

    /// <summary>A like counts as this many plays more.</summary>
    /// <value>Default 3.</value>
    [Range(0.0, 1_000.0)]
    public float LikePlays { get; init; } = 3;

    /// <summary>What an early skip weighs against a track, in confidences of one play; 0 leaves skips out.</summary>
    /// <value>
    /// Default 0.1, about what every unplayed track weighs: a skip is mostly about the moment. Simulated listeners get more
    /// of what they like at 0.1 and 0.2, and less from 0.5 on than where skips are left out.
    /// </value>
    [Range(0.0, 100.0)]
    public float SkipWeight { get; init; } = 0.1f;

    /// <summary>
    /// What a dislike weighs against a track, in confidences of one play; also the most that skips of one track add up to.
    /// With 0 a dislike only takes the plays back.
    /// </summary>
    /// <value>Default 0.5.</value>
    [Range(0.0, 100.0)]
    public float DislikeWeight { get; init; } = 0.5f;

    /// <summary>
    /// In fold-in a dislike asks for the preference −this, so what is near the track in the blended space, by ear and by links
    /// falls too. With 0 it asks for no more than what was not played does. Items are learned with preference 0.
    /// </summary>
    /// <value>Default 0.5. Simulated listeners get more of what they like at 0.5 and 1, less from 3 on.</value>
    [Range(0.0, 100.0)]
    public float DislikePush { get; init; } = 0.5f;

    /// <summary>
    /// In fold-in a dislike counts half if it was said this many days before the newest thing the listener played or said; 0 for ever.
    /// The track itself stays hidden.
    /// </summary>
    /// <value>Default 180.</value>
    [Range(0.0, 100_000.0)]
    public double DislikeHalfLifeDays { get; init; } = 180;

    /// <summary>
    /// In fold-in a track counts half if it was played last this many days before the listener's newest play: its
    /// confidence is halved. Items are learned from all plays alike.
    /// </summary>
    /// <value>Default 0: old plays count as new ones.</value>
    [Range(0.0, 100_000.0)]
    public double HalfLifeDays { get; init; }
}
