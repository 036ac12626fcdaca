using HybridRec.Engine.Numerics;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Retrieval;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Training;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>What a model learns from.</summary>
internal enum Ears
{
    /// <summary>Plays alone: pure ALS.</summary>
    None,

    /// <summary>Sound alone.</summary>
    Only,

    /// <summary>Plays and sound, blended.</summary>
    Both,
}

/// <summary>The engine under test: its own training, its own fold-in of all plays and feedback so far.</summary>
/// <param name="name">Name in reports.</param>
/// <param name="ears">What it learns from.</param>
/// <param name="dial">The dial of the served playlists; null for a plain ranking by score.</param>
/// <param name="trainer">Trains it.</param>
/// <param name="vectors">Audio vectors made once; null to train the network at each training.</param>
internal sealed class ModelRecommender(
    string name, Ears ears, double? dial, WorldTrainer trainer, FactorMatrix? vectors) : IRecommenderUnderTest
{
    private ServingModel? _model;

    public string Name => name;

    public async Task LearnAsync(RoundsWorld world, CancellationToken cancellationToken)
    {
        BuiltModel built = ears == Ears.None || vectors is not null
            ? await trainer.RetrainAsync(world.Interactions(trainer.Evidence), ears == Ears.None ? null : vectors, cancellationToken)
            : await trainer.TrainAsync(world.Interactions(trainer.Evidence), null, cancellationToken);
        if (ears == Ears.Only)
        {
            // A model whose blended vectors are zero knows sound alone.
            FactorMatrix nothing = new(built.Parts.BlendedItems.Rows, built.Parts.BlendedItems.Rank, built.Parts.Version);
            built = built with { Parts = built.Parts with { BlendedItems = nothing } };
        }

        _model = trainer.Serve(built);
    }

    public int[] List(RoundsWorld world, int listener, int round, int count)
    {
        ServingModel model = _model ?? throw new InvalidOperationException($"{name} makes lists before it has learned.");
        ListenerHistory history = world.Histories[listener];
        if (dial is { } discovery)
        {
            PlaylistRequest request = new() { Count = count, Discovery = discovery };
            return [.. Recommender.Pick(model, history, request).Tracks.Select(id => (int)id.Value - 1)];
        }

        ListenerProfile profile = new(model, history);
        float[] scores = new float[world.Library.Tracks.Count];
        profile.ScoreAll(scores);
        bool[] excluded = [.. Enumerable.Range(0, scores.Length)
            .Select(track => !profile.CanScore(track) || world.HasHeard(listener, track))];
        ScoredRow[] best = new ScoredRow[count];
        int found = ExactSearch.TopN(scores, excluded, best);
        return [.. best.Take(found).Select(row => row.Row)];
    }
}
