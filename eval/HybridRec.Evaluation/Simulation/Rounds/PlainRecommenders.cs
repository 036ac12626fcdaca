namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>Unheard tracks in random order.</summary>
internal sealed class RandomRecommender(Draws draws) : IRecommenderUnderTest
{
    public string Name => "random";

    public Task LearnAsync(RoundsWorld world, CancellationToken cancellationToken) => Task.CompletedTask;

    public int[] List(RoundsWorld world, int listener, int round, int count)
    {
        int[] tracks = [.. Enumerable.Range(0, world.Library.Tracks.Count)];
        new Random(draws.SeedOf(Draw.RandomList, listener, round)).Shuffle(tracks);
        return [.. tracks.Where(track => !world.HasHeard(listener, track)).Take(count)];
    }
}

/// <summary>Unheard tracks by the number of listeners who played them, as of the last training; ties by index.</summary>
internal sealed class PopularityRecommender : IRecommenderUnderTest
{
    private int[] _byPopularity = [];

    public string Name => "popularity";

    public Task LearnAsync(RoundsWorld world, CancellationToken cancellationToken)
    {
        float[] popularity = world.Popularity();
        _byPopularity = [.. Enumerable.Range(0, popularity.Length).OrderByDescending(track => popularity[track])];
        return Task.CompletedTask;
    }

    public int[] List(RoundsWorld world, int listener, int round, int count) =>
        [.. _byPopularity.Where(track => !world.HasHeard(listener, track)).Take(count)];
}

/// <summary>
/// Knows the true tastes and whims, which no recommender can: the ceiling. Liked tracks are drawn without replacement so
/// that each style has its share of the taste (Efraimidis &amp; Spirakis 2006); what is not liked comes last.
/// </summary>
internal sealed class OracleRecommender(TrueTaste truth, Draws draws) : IRecommenderUnderTest
{
    public string Name => "oracle";

    public Task LearnAsync(RoundsWorld world, CancellationToken cancellationToken) => Task.CompletedTask;

    public int[] List(RoundsWorld world, int listener, int round, int count)
    {
        IReadOnlyList<double> mix = truth.Mix(listener, round);
        int[] liked = new int[mix.Count];
        int[] unheard = [.. Enumerable.Range(0, world.Library.Tracks.Count)
            .Where(track => !world.HasHeard(listener, track))];
        foreach (int track in unheard.Where(track => truth.Likes(listener, track, round)))
        {
            liked[world.Library.Tracks[track].Style]++;
        }

        return [.. unheard.OrderByDescending(Key).Take(count)];

        double Key(int track)
        {
            int style = world.Library.Tracks[track].Style;
            double weight = truth.Likes(listener, track, round) ? Math.Max(mix[style], 0.01) / liked[style] : 1e-9;
            return Math.Log(draws.Uniform(Draw.OracleList, listener, track) + 1e-12) / weight;
        }
    }
}
