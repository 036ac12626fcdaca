namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>A recommender in a world of its own.</summary>
internal interface IRecommenderUnderTest
{
    /// <summary>Name as asked for: <c>als</c>, <c>hybrid@0.25</c>.</summary>
    string Name { get; }

    /// <summary>Learns from the world's play log.</summary>
    Task LearnAsync(RoundsWorld world, CancellationToken cancellationToken);

    /// <summary>Makes a list of tracks that a listener has not heard, best first, each once. Called concurrently.</summary>
    /// <param name="world">The world, with what was learned from and all since.</param>
    /// <param name="listener">For whom.</param>
    /// <param name="round">The round, from 1.</param>
    /// <param name="count">Length; shorter where the recommender knows no more tracks.</param>
    int[] List(RoundsWorld world, int listener, int round, int count);
}
