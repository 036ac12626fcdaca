using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>Trains, loads and asks the engine's spectrogram networks.</summary>
internal static class ClipNetworks
{
    /// <summary>The smallest step that the options allow: weights stay as they were drawn.</summary>
    private const float HardlyAStep = 1e-7f;

    /// <summary>Trains on the clips of a fold that may be learned from.</summary>
    /// <param name="clips">All clips.</param>
    /// <param name="train">Those to learn from.</param>
    /// <param name="options">Size, training and seed.</param>
    /// <param name="withLabels">Whether to learn the clips' labels as tags too, or by contrast alone.</param>
    /// <param name="keptAs">File in which it is kept, and from which it is taken where it is there; null keeps it nowhere.</param>
    /// <param name="progress">Told after each epoch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public static IContentNetwork Train(
        IReadOnlyList<Clip> clips,
        IReadOnlyList<int> train,
        ContentOptions options,
        bool withLabels,
        string? keptAs,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (File.Exists(keptAs))
        {
            return Load(keptAs, clips[0].Excerpts[0].Bands);
        }

        string? members = keptAs is null ? null : Path.ChangeExtension(keptAs, "members");
        IContentNetwork network = new ManagedContentNetworkFactory(options, members).Train(
            [.. train.Select(clip => new ContentExample(
                clips[clip].Excerpts, null, 0f, withLabels ? [clips[clip].Label] : null))],
            default,
            progress,
            cancellationToken);
        if (keptAs is not null)
        {
            // A reader never sees half of it.
            network.Save(keptAs + ".new");
            File.Move(keptAs + ".new", keptAs, overwrite: true);
            Directory.Delete(members!, recursive: true);
        }

        return network;
    }

    /// <summary>A network of the same make that has learned nothing but the mean and the spread of its input.</summary>
    public static IContentNetwork RandomWeights(
        IReadOnlyList<Clip> clips, IReadOnlyList<int> train, ContentOptions options, CancellationToken cancellationToken) =>
        Train(clips, train, options with { MinSteps = 1, MaxSteps = 1, LearningRate = HardlyAStep }, false, null, null, cancellationToken);

    /// <exception cref="ContentDataException">The file is missing, damaged or no network.</exception>
    public static IContentNetwork Load(string path, int bands)
    {
        try
        {
            IContentNetwork network = new ManagedContentNetworkFactory(new ContentOptions()).Load(path);
            network.Embed([new(bands, 1, new byte[bands])], new float[network.EmbeddingSize]);
            return network;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new ContentDataException($"The network {path} can't be loaded: {error.Message}", error);
        }
        catch (ArgumentException error)
        {
            throw new ContentDataException($"The network {path} does not take {bands} bands: {error.Message}", error);
        }
    }

    /// <summary>Embeds all clips, in parallel. Shape (clips, embedding size).</summary>
    public static FactorMatrix Embed(IContentNetwork network, IReadOnlyList<Clip> clips, CancellationToken cancellationToken)
    {
        FactorMatrix embeddings = new(clips.Count, network.EmbeddingSize);
        Parallel.For(
            0,
            clips.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            clip => network.Embed(clips[clip].Excerpts, embeddings.Row(clip)));
        return embeddings;
    }
}
