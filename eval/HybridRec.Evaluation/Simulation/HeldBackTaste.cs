using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Simulation;

/// <summary>
/// The judge of a simulated world: which share of a list is held-back taste, that is tracks of a style the listener
/// likes and has never played.
/// </summary>
/// <remarks>
/// Share = held-back tracks in the first k places ÷ k, so that a short list is not rewarded. Mean over listeners who have
/// held-back taste at all; <see cref="Interval.Count"/> says how many those are. A listener with fewer than k held-back
/// tracks cannot reach 1.
/// </remarks>
public static class HeldBackTaste
{
    /// <summary>Measures one recommender.</summary>
    /// <param name="world">The truth.</param>
    /// <param name="lists">By listener: track indices, best first, each once.</param>
    /// <param name="k">List length, ≥ 1.</param>
    /// <param name="coldOnly">Whether the lists rank the cold tracks alone; then only cold held-back tracks count.</param>
    /// <param name="seed">Seed of the 95 % bootstrap interval.</param>
    /// <exception cref="ArgumentException">
    /// Not one list per listener, a list names a track twice, or nobody has held-back taste.
    /// </exception>
    public static Interval Measure(
        SimulatedWorld world, IReadOnlyList<IReadOnlyList<int>> lists, int k, bool coldOnly, int seed)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (lists.Count != world.Listeners.Count)
        {
            throw new ArgumentException($"{lists.Count} lists do not fit {world.Listeners.Count} listeners.", nameof(lists));
        }

        List<double> shares = new(lists.Count);
        for (int listener = 0; listener < lists.Count; listener++)
        {
            int[] top = [.. lists[listener].Take(k)];
            if (top.Distinct().Count() != top.Length)
            {
                throw new ArgumentException($"The list of listener {listener} names a track twice.", nameof(lists));
            }

            if (Enumerable.Range(0, world.Tracks.Count).Any(track => Counts(listener, track)))
            {
                shares.Add((double)top.Count(track => Counts(listener, track)) / k);
            }
        }

        return Bootstrap.OfMean([.. shares], seed);

        bool Counts(int listener, int track) => world.IsHeldBack(listener, track) && (!coldOnly || world.IsCold[track]);
    }

    /// <summary>What everybody else plays: each listener's most played unheard tracks; ties by index.</summary>
    /// <param name="world">The world.</param>
    /// <param name="k">List length.</param>
    public static IReadOnlyList<IReadOnlyList<int>> PopularityLists(SimulatedWorld world, int k)
    {
        ArgumentNullException.ThrowIfNull(world);
        int[] plays = new int[world.Tracks.Count];
        foreach (SimulatedListen listen in world.Listeners.SelectMany(listener => listener.Listens))
        {
            plays[listen.Track] += listen.Skipped ? 0 : 1;
        }

        int[] byPlays = [.. Enumerable.Range(0, plays.Length).OrderByDescending(track => plays[track])];
        return [.. Enumerable.Range(0, world.Listeners.Count)
            .Select(listener => byPlays.Where(track => !world.HasPlayed(listener, track)).Take(k).ToArray())];
    }

    /// <summary>Unheard tracks in random order.</summary>
    /// <param name="world">The world.</param>
    /// <param name="k">List length.</param>
    /// <param name="coldOnly">Whether to draw from the cold tracks alone.</param>
    /// <param name="seed">Seed of the order.</param>
    public static IReadOnlyList<IReadOnlyList<int>> RandomLists(SimulatedWorld world, int k, bool coldOnly, int seed)
    {
        ArgumentNullException.ThrowIfNull(world);
        Random chance = new(SeedStream.Derive(seed, -3));
        int[] pool = [.. Enumerable.Range(0, world.Tracks.Count).Where(track => !coldOnly || world.IsCold[track])];
        List<int[]> lists = new(world.Listeners.Count);
        for (int listener = 0; listener < world.Listeners.Count; listener++)
        {
            chance.Shuffle(pool);
            lists.Add([.. pool.Where(track => !world.HasPlayed(listener, track)).Take(k)]);
        }

        return lists;
    }
}
