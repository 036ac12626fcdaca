using HybridRec.Engine.Audio;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>What the network can learn from one track.</summary>
/// <param name="Excerpts">One or more excerpts of the track, each with the same number of bands.</param>
/// <param name="TargetFactors">
/// The track's item factors, shape (rank), if it has enough plays; else null. Only their direction is learned.
/// </param>
/// <param name="Evidence">How much the target is worth, (0, 1]; 0 where there is none.</param>
/// <param name="Tags">Words of any vocabulary that say what the track sounds like; null or empty where nobody has said.</param>
public sealed record ContentExample(
    IReadOnlyList<Spectrogram> Excerpts, float[]? TargetFactors, float Evidence, IReadOnlyList<string>? Tags = null);

/// <summary>A network that hears: spectrogram in, audio embedding out. Thread-safe once trained.</summary>
public interface IContentNetwork
{
    /// <summary>Length of an embedding: 128 by default.</summary>
    int EmbeddingSize { get; }

    /// <summary>The training run these weights come from.</summary>
    ModelVersion Version { get; }

    /// <summary>Embeds one track: the L2-normalised mean of its excerpts' embeddings.</summary>
    /// <param name="excerpts">One or more excerpts.</param>
    /// <param name="embedding">Output, shape (<see cref="EmbeddingSize"/>), unit length.</param>
    /// <exception cref="ArgumentException">A shape does not fit; the message states both.</exception>
    void Embed(IReadOnlyList<Spectrogram> excerpts, Span<float> embedding);

    /// <summary>Writes all weights, as safetensors.</summary>
    /// <param name="path">File to create; overwritten if it exists.</param>
    void Save(string path);
}

/// <summary>Trains and loads content networks: one side of the port, so that a library with a GPU can stand in.</summary>
public interface IContentNetworkFactory
{
    /// <summary>Trains a network from random weights.</summary>
    /// <param name="examples">Tracks to learn from, two or more.</param>
    /// <param name="version">Names the result.</param>
    /// <param name="progress">Told after each epoch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="ArgumentException">Fewer than two examples, or shapes that do not fit.</exception>
    IContentNetwork Train(
        IReadOnlyList<ContentExample> examples,
        ModelVersion version,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken);

    /// <summary>Loads what <see cref="IContentNetwork.Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is damaged or of another shape; the message says how.</exception>
    IContentNetwork Load(string path);
}
