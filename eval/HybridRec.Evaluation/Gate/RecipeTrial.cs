using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Lineup;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Gate;

/// <summary>A model made of a recipe and the training part alone, and what its lists are worth.</summary>
/// <param name="Built">The model.</param>
/// <param name="Content">Its network; null where nothing can be heard.</param>
/// <param name="Measures">What its lists are worth.</param>
public sealed record TriedRecipe(BuiltModel Built, TrainedContent? Content, RecipeMeasures Measures);

/// <summary>Trains recipes on the data before a cut-off and measures them after it by the protocol, the training as it is for serving.</summary>
/// <param name="data">What is held out, and from whom.</param>
/// <param name="clock">Supplies the time.</param>
/// <remarks>Lists are those of <c>hybrid</c>: the served model's scores of unheard tracks, before the dial.</remarks>
public sealed class RecipeTrial(EvaluationData data, TimeProvider clock)
{
    private readonly Measurer _measurer =
        new(data, [RecipeMeasures.ListLength], RecipeMeasures.ListLength, new MeasureReferences(), seed: 0);

    /// <summary>How many listeners the lists are measured on, ≥ 1.</summary>
    public int Listeners => _measurer.UserRows.Count;

    /// <summary>Trains and measures.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="training">What it learns from, with the rows of the data: their training part, or a twin of it in a test.</param>
    /// <param name="version">Names the model.</param>
    /// <param name="checkpoints">Folder for an interrupted training of the network; null for none.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellationToken">Stops within a stage.</param>
    /// <remarks>Deterministic, whatever the thread count. Costs a whole training.</remarks>
    public async Task<TriedRecipe> RunAsync(
        TrainingOptions recipe,
        TrainingData training,
        ModelVersion version,
        string? checkpoints,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(training);
        ModelBuilder builder = new(
            als => new ImplicitAls(als), new ManagedContentNetworkFactory(recipe.Content, checkpoints), recipe);
        FactorModel? factors = builder.TrainCollaborative(training, version, progress, cancellationToken);
        TrainedContent? content = await builder.TrainContentAsync(training, factors, version, progress, cancellationToken);
        TrackEmbeddings? embeddings = await builder.EmbedAsync(content?.Network, training, version, progress, cancellationToken);
        BuiltModel built = builder.Blend(training, version, factors, content, embeddings, progress, cancellationToken);
        return new TriedRecipe(built, content, Measure(built, cancellationToken));
    }

    private RecipeMeasures Measure(BuiltModel built, CancellationToken cancellationToken)
    {
        ServedModel served = ServedModel.Create(built, data, new RecommenderOptions(), clock);
        RankedLists lists = new ScoreRanker(new ProfileScorer(served), data.Train).Rank(
            new RankingRequest([.. _measurer.UserRows], RecipeMeasures.ListLength, IncludeHeard: false, []), cancellationToken);
        Measured measured = _measurer.Measure(lists, cancellationToken: cancellationToken);
        return new RecipeMeasures(
            measured.PerUser[("ndcg", RecipeMeasures.ListLength)], Figure("coverage") ?? 0, Figure("popularity") ?? double.NaN);

        double? Figure(string metric) => measured.Metrics.FirstOrDefault(value => value.Metric == metric)?.Value;
    }
}
