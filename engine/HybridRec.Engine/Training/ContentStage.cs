using System.Numerics.Tensors;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Training;

/// <summary>The audio half of a training run: trains the spectrogram network and embeds every track that can be heard.</summary>
internal static class ContentStage
{
    /// <summary>Below this many tracks with audio there is nothing to contrast, and no network is trained.</summary>
    private const int FewestTracks = 2;

    /// <summary>
    /// Of the tracks with targets, every so-many-th keeps its own to itself: how well audio tells factors can be measured
    /// on no others. With fewer than <see cref="FewestTargets"/> none can be spared from either use, and none is a target.
    /// </summary>
    private const int WithheldEvery = 5;

    private const int FewestTargets = 25;

    /// <summary>Frames of a track's beginning and of its end: an excerpt of a track that is not kept whole, 5 s.</summary>
    private const int EdgeFrames = SpectrogramRecorder.BlockFrames;

    /// <summary>Trains a network; null where fewer than two tracks have audio.</summary>
    public static async Task<TrainedContent?> TrainAsync(
        IContentNetworkFactory networks,
        TrainingData data,
        FactorModel? factors,
        TrainingOptions options,
        ModelVersion version,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        List<ContentExample> examples = [];
        int[] rows = Sample(data, options);
        HashSet<int> seen = Targets(rows, data, factors, options);
        foreach (int row in rows)
        {
            if (await data.LoadExcerpts(row, cancellationToken) is { Count: > 0 } excerpts)
            {
                int users = data.Interactions.Transpose().Columns(row).Length;
                bool hasTarget = seen.Contains(row);
                examples.Add(new ContentExample(
                    excerpts,
                    hasTarget ? factors!.ItemFactors.Row(row).ToArray() : null,
                    // Shrinks as the factors' own uncertainty grows: half the worth at twice the fewest users.
                    hasTarget ? users / (float)(users + (2 * options.MinUsersForTarget)) : 0f,
                    Tags(data.Tracks[row])));
            }
        }

        return examples.Count < FewestTracks
            ? null
            : new TrainedContent(networks.Train(examples, version, progress, cancellationToken), seen);
    }

    /// <summary>
    /// Embeds every track, subtracts the catalogue's mean and scales to unit length; zero rows where not heard. The mean
    /// is what all tracks share, so it says nothing about any of them, and it makes every cosine look high. Beginnings and
    /// ends are heard by themselves too.
    /// </summary>
    public static async Task<TrackEmbeddings> EmbedAsync(
        IContentNetwork network,
        TrainingData data,
        ModelVersion version,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        FactorMatrix whole = new(data.Tracks.Count, network.EmbeddingSize, version);
        FactorMatrix intros = new(data.Tracks.Count, network.EmbeddingSize, version);
        FactorMatrix outros = new(data.Tracks.Count, network.EmbeddingSize, version);
        int[] rows = RowsWithAudio(data);
        int done = 0;
        await Parallel.ForEachAsync(rows, cancellationToken, async (row, cancel) =>
        {
            if (await data.LoadExcerpts(row, cancel) is { Count: > 0 } excerpts)
            {
                network.Embed(excerpts, whole.Row(row));
                EmbedEdge(network, excerpts[0].Edge(EdgeFrames, fromEnd: false), intros.Row(row));
                EmbedEdge(network, excerpts[^1].Edge(EdgeFrames, fromEnd: true), outros.Row(row));
            }

            int now = Interlocked.Increment(ref done);
            if (now % 100 == 0 || now == rows.Length)
            {
                progress?.Report(new StageProgress("Embedding tracks", now, rows.Length, "tracks"));
            }
        });

        CentreRows(whole);
        CentreRows(intros);
        CentreRows(outros);
        return new TrackEmbeddings(whole, new TrackEdges(intros, outros));
    }

    /// <summary>Of an edge without any sound there is nothing to hear.</summary>
    private static void EmbedEdge(IContentNetwork network, Spectrogram edge, Span<float> embedding)
    {
        if (edge.Cells.AsSpan().ContainsAnyExcept((byte)0))
        {
            network.Embed([edge], embedding);
        }
    }

    /// <summary>Audio vectors from elsewhere, centred and scaled like our own; null where none are given.</summary>
    public static TrackEmbeddings? Given(TrainingData data, ModelVersion version)
    {
        if (data.AudioVectors is not { } given)
        {
            return null;
        }

        if (given.Rows != data.Tracks.Count)
        {
            throw new ArgumentException(
                $"Audio vectors ({given.Rows}, {given.Rank}) do not fit {data.Tracks.Count} tracks.", nameof(data));
        }

        FactorMatrix embeddings = new([.. given.Values], given.Rows, given.Rank, version);
        CentreRows(embeddings);
        return new TrackEmbeddings(embeddings, null);
    }

    /// <summary>Subtracts the mean of the nonzero rows from them and scales them to unit length.</summary>
    internal static void CentreRows(FactorMatrix matrix)
    {
        double[] mean = new double[matrix.Rank];
        int heard = 0;
        for (int row = 0; row < matrix.Rows; row++)
        {
            ReadOnlySpan<float> values = matrix.Row(row);
            if (values.ContainsAnyExcept(0f))
            {
                heard++;
                for (int column = 0; column < mean.Length; column++)
                {
                    mean[column] += values[column];
                }
            }
        }

        float[] centre = Array.ConvertAll(mean, sum => (float)(sum / Math.Max(heard, 1)));
        for (int row = 0; row < matrix.Rows; row++)
        {
            Span<float> values = matrix.Row(row);
            if (values.ContainsAnyExcept(0f))
            {
                TensorPrimitives.Subtract(values, centre, values);
                float norm = TensorPrimitives.Norm<float>(values);
                if (norm > 0)
                {
                    TensorPrimitives.Divide(values, norm, values);
                }
            }
        }
    }

    /// <summary>Tags without regard to spelling ("Hip-Hop", "hip hop"), and without those that players fill in for want of one.</summary>
    internal static string[] Tags(TrainingTrack track) =>
        [.. track.Tags.Select(TextNormaliser.Words).Where(tag => tag is not ("" or "other" or "unknown" or "misc")).Distinct()];

    /// <summary>Tracks whose factors are targets.</summary>
    private static HashSet<int> Targets(int[] rows, TrainingData data, FactorModel? factors, TrainingOptions options)
    {
        if (factors is null)
        {
            return [];
        }

        InteractionMatrix items = data.Interactions.Transpose();
        int[] played = [.. rows.Where(row => items.Columns(row).Length >= options.MinUsersForTarget)];
        if (played.Length < FewestTargets)
        {
            return [];
        }

        new Random(options.Seed).Shuffle(played);
        return [.. played.Where((_, place) => place % WithheldEvery != 0)];
    }

    private static int[] Sample(TrainingData data, TrainingOptions options)
    {
        int[] rows = RowsWithAudio(data);
        if (rows.Length > options.MaxContentTracks)
        {
            new Random(options.Seed).Shuffle(rows);
            rows = rows[..options.MaxContentTracks];
            Array.Sort(rows);
        }

        return rows;
    }

    private static int[] RowsWithAudio(TrainingData data) =>
        [.. Enumerable.Range(0, data.Tracks.Count).Where(row => data.Tracks[row].HasAudio)];
}
