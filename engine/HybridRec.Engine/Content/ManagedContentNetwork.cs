using System.Collections.Concurrent;
using System.Numerics.Tensors;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>The content network that needs nothing but this library. Thread-safe.</summary>
/// <remarks>
/// Embedding a track costs about 12 million multiply-adds for every crop of <see cref="ContentOptions.CropFrames"/>
/// frames. The same machine type gives the same bits.
/// </remarks>
public sealed class ManagedContentNetwork : IContentNetwork
{
    private const int WindowsAtOnce = 8;

    private readonly LayerStack _trunk;
    private readonly float[] _weights;
    private readonly BandStatistics _statistics;
    private readonly ContentOptions _options;
    private readonly ConcurrentBag<LayerWorkspace> _workspaces = [];

    internal ManagedContentNetwork(
        ContentOptions options, LayerStack trunk, float[] weights, BandStatistics statistics, ModelVersion version)
    {
        _options = options;
        _trunk = trunk;
        _weights = weights;
        _statistics = statistics;
        Version = version;
    }

    /// <inheritdoc/>
    public int EmbeddingSize => _trunk.Output.Count;

    /// <inheritdoc/>
    public ModelVersion Version { get; }

    /// <summary>Mel bands of the spectrograms it was trained on.</summary>
    public int Bands => _trunk.Input.Channels;

    /// <inheritdoc/>
    /// <remarks>
    /// Each excerpt is covered by windows of one crop, spread evenly; an excerpt shorter than a crop is repeated to fill it.
    /// </remarks>
    public void Embed(IReadOnlyList<Spectrogram> excerpts, Span<float> embedding)
    {
        ArgumentNullException.ThrowIfNull(excerpts);
        ArgumentOutOfRangeException.ThrowIfZero(excerpts.Count);
        if (embedding.Length != EmbeddingSize)
        {
            throw new ArgumentException(
                $"The embedding has {embedding.Length} places; this network fills {EmbeddingSize}.", nameof(embedding));
        }

        foreach (Spectrogram excerpt in excerpts)
        {
            if (excerpt.Bands != Bands)
            {
                throw new ArgumentException(
                    $"The excerpt has {excerpt.Bands} bands; this network was trained on {Bands}.", nameof(excerpts));
            }
        }

        if (!_workspaces.TryTake(out LayerWorkspace? workspace))
        {
            workspace = new LayerWorkspace(_trunk, WindowsAtOnce, forTraining: false, inputGradient: false);
        }

        embedding.Clear();
        foreach (Spectrogram excerpt in excerpts)
        {
            AddExcerpt(excerpt, workspace, embedding);
        }

        _workspaces.Add(workspace);
        Normalize(embedding);
    }

    /// <inheritdoc/>
    public void Save(string path) => ContentNetworkFile.Write(path, _options, _trunk, _weights, _statistics, Version);

    /// <summary>Adds the mean of the windows' embeddings.</summary>
    private void AddExcerpt(Spectrogram excerpt, LayerWorkspace workspace, Span<float> embedding)
    {
        CropShape crop = _trunk.Input;
        int[] offsets = CropReader.WindowOffsets(excerpt.Frames, crop.Frames);
        for (int first = 0; first < offsets.Length; first += WindowsAtOnce)
        {
            int count = Math.Min(WindowsAtOnce, offsets.Length - first);
            for (int i = 0; i < count; i++)
            {
                CropReader.Read(
                    excerpt, offsets[first + i], _statistics, workspace.Input.AsSpan(i * crop.Count, crop.Count));
            }

            _trunk.Forward(_weights, workspace, count);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> window = workspace.Output.AsSpan(i * EmbeddingSize, EmbeddingSize);
                TensorPrimitives.MultiplyAdd(window, 1f / offsets.Length, embedding, embedding);
            }
        }
    }

    private static void Normalize(Span<float> embedding)
    {
        float length = TensorPrimitives.Norm<float>(embedding);
        if (length > 1e-6f)
        {
            TensorPrimitives.Multiply(embedding, 1f / length, embedding);
        }
        else
        {
            // Windows that cancel out have no direction; any fixed one keeps the promise of unit length.
            embedding.Fill(1f / MathF.Sqrt(embedding.Length));
        }
    }
}
