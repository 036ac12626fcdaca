using System.Diagnostics;
using HybridRec.Engine.Blending;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Models;
using HybridRec.Engine.Neighbours;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Training;

/// <summary>
/// The whole training run: factors from play counts, a network from audio with those factors as one of its targets,
/// embeddings of all tracks, the map from audio to factors, the blend. Every stage is left out where its data are missing.
/// </summary>
/// <param name="factorizers">Makes what learns the factors from its options.</param>
/// <param name="networks">Trains the network.</param>
/// <param name="options">The recipe.</param>
public sealed class ModelBuilder(
    Func<ImplicitAlsOptions, IFactorizer> factorizers, IContentNetworkFactory networks, TrainingOptions options)
{
    /// <summary>Below this many users no two tastes can be told apart, and factors would be noise.</summary>
    private const int FewestUsers = 2;

    private const int NeighboursByEar = 100;
    private const int NeighboursByLift = 100;

    private readonly Dictionary<string, double> _metrics = [];

    /// <summary>Figures of the stages run so far, as in <see cref="BuiltModel.Metrics"/>.</summary>
    public IReadOnlyDictionary<string, double> Metrics => _metrics;

    /// <summary>Builds a model.</summary>
    /// <param name="data">What to learn from; one track or more.</param>
    /// <param name="version">Names the result; every matrix carries it.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellationToken">Stops within a stage.</param>
    /// <exception cref="ArgumentException">There are no tracks, audio vectors do not fit them, or an option is out of range.</exception>
    /// <remarks>The same data, options and version give the same model, whatever the thread count.</remarks>
    public async Task<BuiltModel> BuildAsync(
        TrainingData data, ModelVersion version, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Tracks.Count == 0)
        {
            throw new ArgumentException("There are no tracks to learn from.", nameof(data));
        }

        FactorModel? factors = TrainCollaborative(data, version, progress, cancellationToken);
        TrainedContent? content = await TrainContentAsync(data, factors, version, progress, cancellationToken);
        TrackEmbeddings? embeddings = await EmbedAsync(content?.Network, data, version, progress, cancellationToken);
        return Blend(data, version, factors, content, embeddings, progress, cancellationToken);
    }

    /// <summary>The first stage: factors from play counts.</summary>
    /// <param name="data">What to learn from.</param>
    /// <param name="version">Names the result.</param>
    /// <param name="progress">Told after each iteration.</param>
    /// <param name="cancellationToken">Stops within an iteration.</param>
    /// <returns>The factors; null where fewer than two users played anything.</returns>
    public FactorModel? TrainCollaborative(
        TrainingData data, ModelVersion version, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        OptionsCheck.ThrowIfInvalid(options.Evidence);
        return data.Interactions.RowCount >= FewestUsers
            ? Timed(
                "train-collaborative",
                () => factorizers(options.AlsFor(data.Interactions)).Fit(data.Interactions, version, progress, cancellationToken))
            : null;
    }

    /// <summary>The second stage: the network, from audio and the factors of well-played tracks.</summary>
    /// <param name="data">What to learn from.</param>
    /// <param name="factors">One of its targets; may be null.</param>
    /// <param name="version">Names the result.</param>
    /// <param name="progress">Told after each epoch.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>The network and what it learned from; null where fewer than two tracks have audio, or audio vectors are given.</returns>
    public async Task<TrainedContent?> TrainContentAsync(
        TrainingData data,
        FactorModel? factors,
        ModelVersion version,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.AudioVectors is not null ? null : await TimedAsync(
            "train-content",
            () => ContentStage.TrainAsync(networks, data, factors, options, version, progress, cancellationToken));
    }

    /// <summary>The third stage: embeddings of all tracks that can be heard, centred and of unit length.</summary>
    /// <param name="network">What hears; may be of an earlier version. Null takes the audio vectors given, if any.</param>
    /// <param name="data">The tracks.</param>
    /// <param name="version">Names the result.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops between tracks.</param>
    /// <returns>The whole tracks, their beginnings and their ends; null where nothing can be heard.</returns>
    public async Task<TrackEmbeddings?> EmbedAsync(
        IContentNetwork? network,
        TrainingData data,
        ModelVersion version,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        return network is null ? ContentStage.Given(data, version) : await TimedAsync(
            "embed-tracks", () => ContentStage.EmbedAsync(network, data, version, progress, cancellationToken));
    }

    /// <summary>The last stage: maps audio to factors, blends both, and puts together what serving needs.</summary>
    /// <param name="data">What the factors were learned from.</param>
    /// <param name="version">The version of factors and embeddings.</param>
    /// <param name="factors">From <see cref="TrainCollaborative"/>.</param>
    /// <param name="content">The network that made the embeddings; null where none did.</param>
    /// <param name="embeddings">From <see cref="EmbedAsync"/>.</param>
    /// <param name="progress">Told while relevance is learned.</param>
    /// <param name="cancellationToken">Stops within the blending.</param>
    public BuiltModel Blend(
        TrainingData data,
        ModelVersion version,
        FactorModel? factors,
        TrainedContent? content,
        TrackEmbeddings? embeddings,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ImplicitAlsOptions als = options.AlsFor(data.Interactions);
        IReadOnlySet<int> seen = content?.Seen ?? new HashSet<int>();
        FactorMatrix? heard = embeddings?.Whole;
        AudioMapFit? map = factors is null || heard is null ? null : Timed(
            "map-audio",
            () => AudioFactorMap.Fit(
                factors, data.Interactions, heard, Heard(heard), seen, options.AudioMap, cancellationToken));
        LearnedRelevance? learned = factors is null ? null : Timed(
            "learn-relevance",
            () => RelevanceLearner.Learn(
                data.Interactions,
                (plays, quick) => factorizers(quick).Fit(plays, version, progress, cancellationToken),
                als,
                heard,
                seen,
                options,
                cancellationToken));
        BlendOptions used = learned?.Blend ?? options.Blend ?? new();
        BlendedSpace? blend = factors is null ? null : Timed(
            "blend-and-index",
            () => BlendedSpace.Build(
                factors, data.Interactions, map?.Priors, als, used, cancellationToken));
        SparseMatrix? links = learned is null ? null : Timed("link-tracks", () => CoPlayLinks.Join(
            Slim.Fit(data.Interactions, new SlimOptions(), cancellationToken),
            learned.SlimWeight,
            ItemKnn.Fit(data.Interactions, new ItemKnnOptions(), cancellationToken),
            learned.ItemKnnWeight));
        ServingModelParts parts = Assemble(data, version, als, blend, embeddings, cancellationToken) with
        {
            Links = links,
            EarLinks = embeddings is null ? null : Timed(
                "link-by-ear", () => NearestTracks.Links(embeddings.Whole, NeighboursByEar, als.Threads, cancellationToken)),
            LiftLinks = factors is null ? null : Timed(
                "link-by-lift",
                () => Lift.Fit(data.Interactions, new LiftOptions { Neighbours = NeighboursByLift }, cancellationToken).Links()),
            Relevance = learned?.Weights ?? RelevanceWeights.Standard,
            AudioVariances = map?.Priors is { } priors ? Array.ConvertAll(priors.Precision, precision => (float)map.Inflation / precision) : null,
        };
        Count(data, parts, map, learned);
        return new BuiltModel(parts, content?.Network, map?.Summary, _metrics) { Blend = used };
    }

    private ServingModelParts Assemble(
        TrainingData data,
        ModelVersion version,
        ImplicitAlsOptions als,
        BlendedSpace? blend,
        TrackEmbeddings? embeddings,
        CancellationToken cancellationToken)
    {
        InteractionMatrix users = data.Interactions.Transpose();
        float[] popularity = PopularityPercentile.Of(data.Interactions);
        (float[] Scales, float[] Offsets)? relative = blend is null ? null : RelativeLines(blend, als, cancellationToken);
        return new ServingModelParts
        {
            Version = version,
            Tracks = [.. data.Tracks.Select((track, row) => new ServingTrack(
                track.Id,
                ArtistKey.Of(track.Artist),
                track.Collection,
                track.HasAudio,
                popularity[row],
                users.Columns(row).Length,
                blend?.ItemWeights[row] ?? 0f)
            {
                OtherArtists = ArtistCredits.KeysOf(track.Artist, track.Title) is { Count: > 1 } keys ? [.. keys.Skip(1)] : null,
                Genres = ContentStage.Tags(track) is { Length: > 0 } genres ? genres : null,
                RelativeOffset = relative?.Offsets[row] ?? 0,
                RelativeScale = relative?.Scales[row] ?? 0,
            })],
            BlendedItems = blend?.ItemVectors ?? new FactorMatrix(data.Tracks.Count, als.Rank, version),
            AudioEmbeddings = embeddings?.Whole,
            Edges = embeddings?.Edges,
            FoldIn = als,
            Evidence = options.Evidence,
        };
    }

    /// <summary>z = scale · s + offset by track: z is linear in the score (Decision 3).</summary>
    internal static (float[] Scales, float[] Offsets) RelativeLines(
        BlendedSpace blend, ImplicitAlsOptions als, CancellationToken cancellationToken)
    {
        RelativePreference relative = RelativePreference.Build(
            UserStatistics.Compute(blend.UserFactors, als.Threads, cancellationToken), blend.ItemVectors);
        float[] offsets = new float[blend.ItemVectors.Rows];
        float[] scales = new float[blend.ItemVectors.Rows];
        for (int row = 0; row < offsets.Length; row++)
        {
            offsets[row] = relative.Of(row, 0);
            scales[row] = relative.Of(row, 1) - offsets[row];
        }

        return (scales, offsets);
    }

    /// <summary>A row of zeros was not heard: its file was silent, or its excerpts could not be read.</summary>
    internal static bool[] Heard(FactorMatrix embeddings) =>
        [.. Enumerable.Range(0, embeddings.Rows).Select(row => embeddings.Row(row).ContainsAnyExcept(0f))];

    private void Count(TrainingData data, ServingModelParts parts, AudioMapFit? map, LearnedRelevance? learned)
    {
        if (learned is not null)
        {
            _metrics["learned.tau"] = learned.Blend.Tau;
            _metrics["learned.kappa"] = learned.Blend.Kappa;
            _metrics["learned.weight.relative"] = learned.Weights.Relative;
            _metrics["learned.weight.links"] = learned.Weights.Links;
            _metrics["learned.weight.audio"] = learned.Weights.Audio;
            _metrics["learned.ndcg"] = learned.Ndcg;
        }

        _metrics["users"] = data.Interactions.RowCount;
        _metrics["tracks"] = data.Tracks.Count;
        _metrics["pairs"] = data.Interactions.Count;
        _metrics["pairs.against"] = data.Interactions.Against?.Count ?? 0;
        _metrics["tracks.audio"] = data.Tracks.Count(track => track.HasAudio);
        _metrics["tracks.cold"] = parts.Tracks.Count(track => track.UserCount == 0);
        if (map is { HeldOutCosine: var cosine } && double.IsFinite(cosine))
        {
            _metrics["map.held-out-cosine"] = cosine;
            _metrics["map.standard-error"] = map.StandardError;
        }
    }

    private T Timed<T>(string stage, Func<T> work)
    {
        long started = Stopwatch.GetTimestamp();
        T result = work();
        _metrics[$"seconds.{stage}"] = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return result;
    }

    private async Task<T> TimedAsync<T>(string stage, Func<Task<T>> work)
    {
        long started = Stopwatch.GetTimestamp();
        T result = await work();
        _metrics[$"seconds.{stage}"] = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return result;
    }
}
