using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Content;

/// <summary>Size and training of the managed content network.</summary>
public sealed record ContentOptions
{
    /// <summary>Length of an embedding.</summary>
    /// <value>Default 128.</value>
    [Range(8, 1024)]
    public int EmbeddingSize { get; init; } = 128;

    /// <summary>Channels of the first two convolutions; the third has twice as many.</summary>
    /// <value>Default 64.</value>
    [Range(4, 512)]
    public int Channels { get; init; } = 64;

    /// <summary>Width of the dense layer before the embedding.</summary>
    /// <value>Default 256.</value>
    [Range(8, 4096)]
    public int HiddenSize { get; init; } = 256;

    /// <summary>Frames of a crop, which is what the network hears at once.</summary>
    /// <value>Default 128: 3.0 s at 43.07 frames a second.</value>
    [Range(32, 4096)]
    public int CropFrames { get; init; } = 128;

    /// <summary>Tracks in a batch, two crops of each; fewer where fewer tracks are given.</summary>
    /// <value>Default 64.</value>
    [Range(2, 1024)]
    public int BatchSize { get; init; } = 64;

    /// <summary>How often each track is used, as far as <see cref="MinSteps"/> and <see cref="MaxSteps"/> allow.</summary>
    /// <value>Default 40.</value>
    [Range(1, 100_000)]
    public int Passes { get; init; } = 40;

    /// <summary>Least number of optimisation steps: a small library is gone through more often.</summary>
    /// <value>Default 300: about 35 core-seconds.</value>
    [Range(1, 1_000_000)]
    public int MinSteps { get; init; } = 300;

    /// <summary>Greatest number of optimisation steps: of a huge library, each pass sees a random part.</summary>
    /// <value>Default 5,000: about ten core-minutes.</value>
    [Range(1, 1_000_000)]
    public int MaxSteps { get; init; } = 5_000;

    /// <summary>Peak step size of Adam; it rises over the first 5 % of steps and falls to zero along a half cosine.</summary>
    /// <value>Default 0.002.</value>
    [Range(1e-9, 1_000.0)]
    public float LearningRate { get; init; } = 0.002f;

    /// <summary>Share by which weights shrink in each step, times the step size (Loshchilov &amp; Hutter 2019).</summary>
    /// <value>Default 0.01.</value>
    [Range(0.0, 1.0)]
    public float WeightDecay { get; init; } = 0.01f;

    /// <summary>τ of the contrastive loss; lower looks harder at the nearest wrong tracks.</summary>
    /// <value>Default 0.1.</value>
    [Range(0.001, 10.0)]
    public float Temperature { get; init; } = 0.1f;

    /// <summary>Weight of the contrastive loss, which needs no plays.</summary>
    /// <value>Default 1.</value>
    [Range(0.0, 1_000.0)]
    public float ContrastiveWeight { get; init; } = 1f;

    /// <summary>Weight of the regression to the direction of item factors.</summary>
    /// <value>Default 5.</value>
    [Range(0.0, 1_000.0)]
    public float DirectionWeight { get; init; } = 5f;

    /// <summary>Largest change of loudness of a crop, in dB either way.</summary>
    /// <value>Default 4.</value>
    [Range(0.0, 40.0)]
    public float GainDb { get; init; } = 4f;

    /// <summary>Standard deviation of each of three smooth waves added over the bands, in dB.</summary>
    /// <value>Default 1.5.</value>
    [Range(0.0, 40.0)]
    public float EqualizerDb { get; init; } = 1.5f;

    /// <summary>Standard deviation of noise added to every cell, in dB.</summary>
    /// <value>Default 1.5.</value>
    [Range(0.0, 40.0)]
    public float NoiseDb { get; init; } = 1.5f;

    /// <summary>Chance that a crop loses its highest bands, as lossy codecs do.</summary>
    /// <value>Default 0.1.</value>
    [Range(0.0, 1.0)]
    public float LowPassChance { get; init; } = 0.1f;

    /// <summary>Longest stretch blanked out of a crop, as a share of it.</summary>
    /// <value>Default 0.2.</value>
    [Range(0.0, 0.9)]
    public float TimeMask { get; init; } = 0.2f;

    /// <summary>Seed of weights, batches, crops and augmentation.</summary>
    /// <value>Default 0.</value>
    public int Seed { get; init; }

    /// <summary>Threads to use; the result does not depend on it.</summary>
    /// <value>Default 0: all cores.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Optimisation steps for a number of examples: <see cref="Passes"/> over all of them, within the bounds.</summary>
    /// <param name="examples">Tracks to learn from, ≥ 2.</param>
    public int StepsFor(int examples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(examples, 2);
        long steps = (long)Passes * examples / Math.Min(BatchSize, examples);
        return (int)Math.Clamp(steps, Math.Min(MinSteps, MaxSteps), MaxSteps);
    }
}
