namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>What a draw decides.</summary>
internal enum Draw
{
    Changes,
    GainedStyle,
    Whim,
    Patience,
    Reaction,
    SaysLike,
    OwnKind,
    OwnPlace,
    OwnStyle,
    RandomList,
    OracleList,
    Mood,
    Aversion,
    SaysDislike,
}

/// <summary>
/// Chance as a function: each draw depends on the seed and on what it decides, not on what was drawn before. So the same
/// listener reacts to the same track in the same way in every world, whichever recommender brought it: common random
/// numbers, which make differences between recommenders less noisy. Whatever the thread count, too.
/// </summary>
/// <param name="Seed">Seed of the world.</param>
internal readonly record struct Draws(int Seed)
{
    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform(Draw what, int listener, int which = 0, int place = 0) =>
        SeedOf(what, listener, which, place) / (double)(1L << 31);

    /// <summary>Seed of a stream of chance of its own.</summary>
    public int SeedOf(Draw what, int listener, int which = 0, int place = 0) =>
        SeedStream.Derive(SeedStream.Derive(SeedStream.Derive(SeedStream.Derive(Seed, (int)what), listener), which), place);
}
