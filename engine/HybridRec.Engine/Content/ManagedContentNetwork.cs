using System.Collections.Concurrent;
using System.Numerics.Tensors;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>One of the networks that give an embedding together.</summary>
/// <param name="Trunk">Its layers.</param>
/// <param name="Weights">Their weights.</param>
internal sealed record NetworkMember(LayerStack Trunk, float[] Weights);

/// <summary>The content network that needs nothing but this library. Thread-safe.</summary>
/// <remarks>
/// Embedding a track costs each member about 15 million multiply-adds for every crop of
/// <see cref="ContentOptions.CropFrames"/> frames. The same machine type gives the same bits.
/// </remarks>
public sealed class ManagedContentNetwork : IContentNetwork
{
    private const int WindowsAtOnce = 8;

    private readonly ContentOptions _options;
    private readonly PictureReduction _reduction;
    private readonly IReadOnlyList<NetworkMember> _members;
    private readonly BandStatistics _statistics;
    private readonly ConcurrentBag<LayerWorkspace> _workspaces = [];

    internal ManagedContentNetwork(
        ContentOptions options, int bands, IReadOnlyList<NetworkMember> members, BandStatistics statistics, ModelVersion version)
    {
        _options = options;
        _reduction = PictureReduction.For(options, bands);
        _members = members;
        _statistics = statistics;
        Bands = bands;
        Version = version;
    }

    /// <inheritdoc/>
    public int EmbeddingSize => _options.EmbeddingSize;

    /// <inheritdoc/>
    public ModelVersion Version { get; }

    /// <summary>Mel bands of the spectrograms it was trained on.</summary>
    public int Bands { get; }

    /// <inheritdoc/>
    /// <remarks>
    /// Each excerpt is covered by windows of one crop, spread evenly, but for an eighth of a crop at most; an excerpt shorter than a crop is repeated to fill it.
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
            workspace = new LayerWorkspace(_members[0].Trunk, WindowsAtOnce, forTraining: false, inputGradient: false);
        }

        embedding.Clear();
        foreach (Spectrogram excerpt in excerpts)
        {
            AddExcerpt(_reduction.Reduce(excerpt), workspace, embedding);
        }

        _workspaces.Add(workspace);
        Normalize(embedding);
    }

    /// <inheritdoc/>
    public void Save(string path) => ContentNetworkFile.Write(path, _options, Bands, _members, _statistics, Version);

    /// <summary>Adds the mean of the windows' embeddings.</summary>
    private void AddExcerpt(Spectrogram excerpt, LayerWorkspace workspace, Span<float> embedding)
    {
        int cropLength = workspace.Input.Length / WindowsAtOnce;
        int[] offsets = CropReader.WindowOffsets(excerpt.Frames, _options.CropFrames);
        int part = _options.MemberSize;
        for (int first = 0; first < offsets.Length; first += WindowsAtOnce)
        {
            int count = Math.Min(WindowsAtOnce, offsets.Length - first);
            for (int i = 0; i < count; i++)
            {
                CropReader.Read(excerpt, offsets[first + i], _statistics, workspace.Input.AsSpan(i * cropLength, cropLength));
            }

            for (int member = 0; member < _members.Count; member++)
            {
                _members[member].Trunk.Forward(_members[member].Weights, workspace, count, default);
                Span<float> own = embedding.Slice(member * part, part);
                for (int i = 0; i < count; i++)
                {
                    TensorPrimitives.MultiplyAdd(workspace.Output.AsSpan(i * part, part), 1f / offsets.Length, own, own);
                }
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
