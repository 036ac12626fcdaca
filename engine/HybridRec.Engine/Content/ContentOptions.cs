using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Content;

/// <summary>Size and training of the managed content network.</summary>
public sealed record ContentOptions : IValidatableObject
{
    /// <summary>Which layers.</summary>
    /// <value>Default <see cref="ContentArchitectureKind.Picture"/>.</value>
    public ContentArchitectureKind Architecture { get; init; } = ContentArchitectureKind.Picture;

    /// <summary>Length of an embedding.</summary>
    /// <value>Default 128.</value>
    [Range(8, 1024)]
    public int EmbeddingSize { get; init; } = 128;

    /// <summary>
    /// Networks trained from different random weights, each of which gives its share of the embedding. Must divide
    /// <see cref="EmbeddingSize"/>.
    /// </summary>
    /// <value>Default 2: a third gives hardly more, and time is better spent on training longer.</value>
    [Range(1, 16)]
    public int Members { get; init; } = 2;

    /// <summary>Channels of the first convolution; later ones have multiples of it.</summary>
    /// <value>Default 16.</value>
    [Range(4, 512)]
    public int Channels { get; init; } = 16;

    /// <summary>Bands that the network sees at most; neighbours of finer pictures are averaged.</summary>
    /// <value>Default 64.</value>
    [Range(8, 512)]
    public int MaxBands { get; init; } = 64;

    /// <summary>Frames of a picture that are averaged into one.</summary>
    /// <value>Default 3: 14.4 frames a second.</value>
    [Range(1, 16)]
    public int FrameStep { get; init; } = 3;

    /// <summary>Frames of a crop, after averaging, which is what the network hears at once.</summary>
    /// <value>Default 64: 4.5 s.</value>
    [Range(32, 4096)]
    public int CropFrames { get; init; } = 64;

    /// <summary>Tracks in a batch, two crops of each; fewer where fewer tracks are given.</summary>
    /// <value>Default 8.</value>
    [Range(2, 1024)]
    public int BatchSize { get; init; } = 8;

    /// <summary>How often each track is used, as far as <see cref="MinSteps"/> and <see cref="MaxSteps"/> allow.</summary>
    /// <value>Default 200.</value>
    [Range(1, 100_000)]
    public int Passes { get; init; } = 200;

    /// <summary>Least number of optimisation steps: a small library is gone through more often.</summary>
    /// <value>Default 600.</value>
    [Range(1, 1_000_000)]
    public int MinSteps { get; init; } = 600;

    /// <summary>Greatest number of optimisation steps: of a huge library, each pass sees a random part.</summary>
    /// <value>Default 10,000: about three core-minutes a member.</value>
    [Range(1, 1_000_000)]
    public int MaxSteps { get; init; } = 10_000;

    /// <summary>Peak step size of Adam; it rises over the first 5 % of steps and falls to zero along a half cosine.</summary>
    /// <value>Default 0.003.</value>
    [Range(1e-9, 1_000.0)]
    public float LearningRate { get; init; } = 0.003f;

    /// <summary>Share by which weights shrink in each step, times the step size (Loshchilov &amp; Hutter 2019).</summary>
    /// <value>Default 0.01.</value>
    [Range(0.0, 1.0)]
    public float WeightDecay { get; init; } = 0.01f;

    /// <summary>Chance that a value before the embedding is dropped in training.</summary>
    /// <value>Default 0.3.</value>
    [Range(0.0, 0.9)]
    public float Dropout { get; init; } = 0.3f;

    /// <summary>τ of the contrastive loss; lower looks harder at the nearest wrong tracks.</summary>
    /// <value>Default 0.1.</value>
    [Range(0.001, 10.0)]
    public float Temperature { get; init; } = 0.1f;

    /// <summary>Weight of the contrastive loss, which needs no plays and no tags.</summary>
    /// <value>Default 0.3.</value>
    [Range(0.0, 1_000.0)]
    public float ContrastiveWeight { get; init; } = 0.3f;

    /// <summary>Weight of the regression to the direction of item factors.</summary>
    /// <value>Default 1.5.</value>
    [Range(0.0, 1_000.0)]
    public float DirectionWeight { get; init; } = 1.5f;

    /// <summary>Weight of the loss on tags, where any track has some.</summary>
    /// <value>Default 1.</value>
    [Range(0.0, 1_000.0)]
    public float TagWeight { get; init; } = 1f;

    /// <summary>Standard deviation of each of three smooth waves added over the bands, in dB.</summary>
    /// <value>Default 4.</value>
    [Range(0.0, 40.0)]
    public float EqualizerDb { get; init; } = 4f;

    /// <summary>Chance that a crop gets a floor of noise, 25 to 60 dB below its loudest cell.</summary>
    /// <value>Default 0.3.</value>
    [Range(0.0, 1.0)]
    public float NoiseChance { get; init; } = 0.3f;

    /// <summary>Chance that a crop loses its highest bands, as lossy codecs do.</summary>
    /// <value>Default 0.3.</value>
    [Range(0.0, 1.0)]
    public float LowPassChance { get; init; } = 0.3f;

    /// <summary>Largest change of tempo either way, as a share.</summary>
    /// <value>Default 0.08.</value>
    [Range(0.0, 0.5)]
    public float TempoChange { get; init; } = 0.08f;

    /// <summary>Largest change of pitch either way, in semitones.</summary>
    /// <value>Default 1.</value>
    [Range(0.0, 12.0)]
    public float PitchSemitones { get; init; } = 1f;

    /// <summary>Longest stretch of frames blanked out of a crop, as a share of it.</summary>
    /// <value>Default 0.15.</value>
    [Range(0.0, 0.9)]
    public float TimeMask { get; init; } = 0.15f;

    /// <summary>Widest stretch of bands blanked out of a crop, as a share of them.</summary>
    /// <value>Default 0.15.</value>
    [Range(0.0, 0.9)]
    public float BandMask { get; init; } = 0.15f;

    /// <summary>
    /// Most of another track that is mixed into a crop, as a share; its tags are then mixed alike (Zhang et al., ICLR 2018).
    /// </summary>
    /// <value>Default 0: none.</value>
    [Range(0.0, 0.5)]
    public float MixUp { get; init; }

    /// <summary>
    /// Share of tracks, a batch at most, that a member does not learn from but watches after each epoch to keep its best
    /// weights and to stop early. Each member watches others.
    /// </summary>
    /// <value>Default 0: all are learned from, and the last weights are kept.</value>
    [Range(0.0, 0.5)]
    public float WatchShare { get; init; }

    /// <summary>Epochs without a lower loss on the watched tracks after which a member stops.</summary>
    /// <value>Default 20.</value>
    [Range(1, 100_000)]
    public int Patience { get; init; } = 20;

    /// <summary>Seed of weights, batches, crops and augmentation.</summary>
    /// <value>Default 0.</value>
    public int Seed { get; init; }

    /// <summary>Threads to use; the result does not depend on it.</summary>
    /// <value>Default 0: all cores.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>
    /// One member of few steps: about 20 core-seconds whatever the number of tracks, for demonstrations and simulations
    /// that train again and again.
    /// </summary>
    /// <param name="seed">The seed.</param>
    public static ContentOptions Quick(int seed) => new() { Members = 1, MaxSteps = 1_200, Seed = seed };

    /// <summary>Length of one member's part of the embedding.</summary>
    internal int MemberSize => EmbeddingSize / Members;

    /// <summary>Faults that no single property has.</summary>
    /// <param name="validationContext">Not used.</param>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (EmbeddingSize % Members != 0)
        {
            yield return new ValidationResult(
                $"{nameof(Members)} must divide {nameof(EmbeddingSize)}, {EmbeddingSize}.", [nameof(Members)]);
        }
    }

    /// <summary>Optimisation steps of a member for a number of examples: <see cref="Passes"/> over all, within the bounds.</summary>
    /// <param name="examples">Tracks to learn from, ≥ 2.</param>
    public int StepsFor(int examples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(examples, 2);
        long steps = (long)Passes * examples / Math.Min(BatchSize, examples);
        return (int)Math.Clamp(steps, Math.Min(MinSteps, MaxSteps), MaxSteps);
    }
}
