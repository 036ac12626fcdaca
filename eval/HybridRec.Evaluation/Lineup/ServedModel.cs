using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Lineup;

/// <summary>A model as the server would load it, and its listeners by row. Thread-safe.</summary>
internal sealed class ServedModel
{
    // A count per pair, as an import without times would leave it; a fraction of a play rounds up to one.
    private static readonly UserId Anybody = new(1);

    private readonly InteractionMatrix _train;
    private readonly PlayTimes? _times;

    private ServedModel(ServingModel model, EvaluationData data, RecommenderOptions options)
    {
        Model = model;
        Options = options;
        _train = data.Train;
        _times = data.Times;
    }

    public ServingModel Model { get; }

    public RecommenderOptions Options { get; }

    public static ServedModel Create(
        BuiltModel built, EvaluationData data, RecommenderOptions options, TimeProvider clock)
    {
        ModelManifest manifest = new()
        {
            Version = built.Parts.Version.Value,
            CreatedAt = clock.GetUtcNow(),
            Code = "evaluation",
            Seed = 0,
            Options = JsonSerializer.SerializeToElement(new { }),
            Metrics = built.Metrics,
        };
        return new ServedModel(new ServingModel(manifest, built.Parts), data, options);
    }

    /// <summary>The same without factors: the ear alone.</summary>
    public static ServedModel CreateForEar(
        BuiltModel built, EvaluationData data, RecommenderOptions options, TimeProvider clock)
    {
        ServingModelParts parts = built.Parts with
        {
            Links = null,
            LiftLinks = null,
            BlendedItems = new FactorMatrix(built.Parts.BlendedItems.Rows, built.Parts.BlendedItems.Rank, built.Parts.Version),
        };

        // What the ear counts beside the factors does not matter without them, but that it counts does.
        RecommenderOptions byEar = new() { AudioWeight = 1, Reranker = options.Reranker };
        return Create(built with { Parts = parts }, data, byEar, clock);
    }

    public TrackId TrackOf(int itemRow) => Model.Tracks.IdOf(itemRow);

    public int RowOf(TrackId track) => Model.Tracks.TryGetRow(track, out int row)
        ? row
        : throw new ArgumentException($"Track {track.Value} is none of the model's.", nameof(track));

    public ListenerHistory HistoryOf(int userRow)
    {
        ListenerHistory history = new();
        ReadOnlySpan<int> items = _train.Columns(userRow);
        ReadOnlySpan<float> counts = _train.Values(userRow);
        for (int i = 0; i < items.Length; i++)
        {
            history.Add(
                new PlayCount(Anybody, TrackOf(items[i]), (long)MathF.Ceiling(counts[i])), _times?.Row(userRow)[i]);
        }

        return history;
    }
}
