namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>What the judge found in the world of one recommender.</summary>
/// <param name="Recommender">Name of the recommender.</param>
/// <param name="Values">By measure (<see cref="RoundMeasure.All"/>), round and listener; NaN where there is none.</param>
/// <param name="Gini">By round: Gini of exposure over the catalogue.</param>
/// <param name="Following">How the lists followed each change of taste, in the order of the listeners.</param>
public sealed record RoundsJudgement(
    string Recommender, double[][][] Values, double[] Gini, IReadOnlyList<TasteFollowing> Following);

/// <summary>How the lists of a listener followed a change of their taste.</summary>
/// <param name="Listener">Index of the listener.</param>
/// <param name="Rounds">
/// Rounds from the change to the first list that follows it; null if none does. A list follows if it and the next one each
/// hold half as much of the style gained as the new taste does.
/// </param>
/// <param name="Plays">Tracks played through from the change until that list; without one, until the last round.</param>
public sealed record TasteFollowing(int Listener, int? Rounds, int Plays);
