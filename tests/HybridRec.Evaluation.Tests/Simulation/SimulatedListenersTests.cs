using System.Text.Json;
using HybridRec.Evaluation.Simulation;

namespace HybridRec.Evaluation.Tests.Simulation;

public sealed class SimulatedListenersTests
{
    private static readonly SimulatedWorld World = Worlds.Simulated(tracks: 240, listeners: 320);

    [Fact]
    public void Simulate_AverseListeners_SkipTheirMoodAndLikeNoneOfIt()
    {
        PlannedTrack[] tracks = [.. World.Tracks];
        SimulatedWorld world = SimulatedListeners.Simulate(
            tracks, LibraryPlan.StyleCount, new ListenerOptions { Listeners = 200, AverseShare = 0.5 }, new Worlds.FixedClock());
        (int Skips, int All)[] counts = [(0, 0), (0, 0)];
        for (int listener = 0; listener < world.Listeners.Count; listener++)
        {
            SimulatedListener one = world.Listeners[listener];
            foreach (SimulatedListen listen in one.Listens.Where(listen => one.Likes(tracks[listen.Track].Style)))
            {
                ref (int Skips, int All) count = ref counts[world.IsAverse(listener, listen.Track) ? 1 : 0];
                count = (count.Skips + (listen.Skipped ? 1 : 0), count.All + 1);
            }

            Assert.DoesNotContain(tracks, track => world.IsAverse(listener, track.Index) && world.IsHeldBack(listener, track.Index));
        }

        Assert.InRange(world.Listeners.Count(listener => listener.AverseTo is not null), 75, 125);
        Assert.Equal(4, world.Listeners.Select(listener => listener.AverseTo).OfType<int>().Distinct().Count());
        Assert.InRange(counts[0].Skips / (double)counts[0].All, 0.02, 0.1);
        Assert.InRange(counts[1].Skips / (double)counts[1].All, 0.5, 0.7);
    }

    [Fact]
    public void Simulate_Tastes_AreTwoToFourStylesSummingToOne()
    {
        Assert.Equal(320, World.Listeners.Count);
        Assert.All(World.Listeners, listener =>
        {
            Assert.InRange(listener.Taste.Count(strength => strength > 0), 2, 4);
            Assert.Equal(1, listener.Taste.Sum(), 9);
        });
        Assert.Equal(320, World.Listeners.Select(listener => listener.Name).Distinct().Count());
    }

    [Fact]
    public void Simulate_Histories_FollowTasteWithSomeNoise()
    {
        SimulatedListen[] all = [.. World.Listeners.SelectMany(listener => listener.Listens)];
        double inTaste = World.Listeners.Sum(listener =>
            listener.Listens.Count(listen => listener.Likes(World.Tracks[listen.Track].Style))) / (double)all.Length;

        Assert.InRange(inTaste, 0.8, 0.97);
        Assert.InRange(all.Count(listen => listen.Skipped) / (double)all.Length, 0.05, 0.2);
        Assert.InRange(all.Length / 320.0, 40, 90);
    }

    [Fact]
    public void Simulate_Popularity_IsSkewed()
    {
        int[] plays = new int[240];
        foreach (SimulatedListen listen in World.Listeners.SelectMany(listener => listener.Listens))
        {
            plays[listen.Track]++;
        }

        // Evenly spread, the top tenth of the tracks would have a tenth of the plays.
        Assert.InRange(plays.OrderDescending().Take(24).Sum() / (double)plays.Sum(), 0.25, 0.6);
    }

    [Fact]
    public void Simulate_ColdTracks_AreAFifthAndNeverPlayed()
    {
        Assert.Equal(48, World.IsCold.Count(cold => cold));
        Assert.All(
            World.Listeners.SelectMany(listener => listener.Listens), listen => Assert.False(World.IsCold[listen.Track]));
    }

    [Fact]
    public void Simulate_Listens_AreInOrderWithinTheLastYearAndNoLongerThanTheTrack()
    {
        Assert.All(World.Listeners, listener =>
        {
            long[] times = [.. listener.Listens.Select(listen => listen.ListenedAt.ToUnixTimeSeconds())];
            Assert.Equal(times.Distinct().Order(), times);
            Assert.All(listener.Listens, listen =>
            {
                Assert.InRange(listen.ListenedAt, Worlds.Now.AddDays(-366), Worlds.Now.AddDays(-2));
                double share = listen.Played / World.Tracks[listen.Track].Duration;
                Assert.InRange(share, 0, listen.Skipped ? 0.5 : 1);
            });
        });
    }

    [Fact]
    public void Simulate_SameSeed_SameWorld()
    {
        string First(int seed) => JsonSerializer.Serialize(Worlds.Simulated(seed: seed).Listeners);

        Assert.Equal(First(4), First(4));
        Assert.NotEqual(First(4), First(5));
    }

    [Fact]
    public void IsHeldBack_IsLikedAndUnheard()
    {
        for (int listener = 0; listener < 20; listener++)
        {
            foreach (PlannedTrack track in World.Tracks)
            {
                bool heard = World.Listeners[listener].Listens.Any(listen => listen.Track == track.Index);
                bool liked = World.Listeners[listener].Taste[track.Style] > 0;
                Assert.Equal(liked && !heard, World.IsHeldBack(listener, track.Index));
            }
        }
    }

    [Fact]
    public void World_PlayedColdTrack_Throws()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Worlds.Of([0, 1], [1], ([0], [0, 1])));

        Assert.Contains("Track 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListenBrainzExport_OneLineAListen_SaysNothingOfTaste()
    {
        string path = Path.GetTempFileName();
        try
        {
            await ListenBrainzExport.WriteAsync(World, 0, path, TestContext.Current.CancellationToken);
            string[] lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);

            Assert.Equal(World.Listeners[0].Listens.Count, lines.Length);
            SimulatedListen listen = World.Listeners[0].Listens[0];
            using JsonDocument first = JsonDocument.Parse(lines[0]);
            JsonElement track = first.RootElement.GetProperty("track_metadata");
            Assert.Equal(listen.ListenedAt.ToUnixTimeSeconds(), first.RootElement.GetProperty("listened_at").GetInt64());
            Assert.Equal(World.Tracks[listen.Track].Artist, track.GetProperty("artist_name").GetString());
            Assert.Equal(World.Tracks[listen.Track].Title, track.GetProperty("track_name").GetString());
            Assert.Equal(
                (long)listen.Played.TotalSeconds,
                track.GetProperty("additional_info").GetProperty("duration_played").GetInt64());
            Assert.DoesNotContain(lines, line => line.Contains("style", StringComparison.OrdinalIgnoreCase));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Simulate_WithAffinity_NeighbouringStylesGoTogether()
    {
        Assert.InRange(NeighbourShare(0), 0.3, 0.7);
        Assert.InRange(NeighbourShare(0.9), 0.9, 1);

        // Share of the listeners who like a style and the one after it.
        static double NeighbourShare(double affinity) => Simulate(10, new ListenerOptions { Listeners = 300, Affinity = affinity })
            .Listeners.Average(listener =>
                Enumerable.Range(0, 10).Any(style => listener.Likes(style) && listener.Likes((style + 1) % 10)) ? 1.0 : 0.0);
    }

    [Fact]
    public void Simulate_UndiscoveredStyles_AreLikedButNotPlayedByTaste()
    {
        SimulatedWorld world = Simulate(
            10, new ListenerOptions { Listeners = 200, MedianListens = 200, NoiseShare = 0, UndiscoveredShare = 1 });

        Assert.All(world.Listeners, listener =>
        {
            int likes = listener.Taste.Count(strength => strength > 0);
            int met = listener.Listens.Select(listen => world.Tracks[listen.Track].Style).Distinct().Count();
            Assert.InRange(met, 1, likes >= 3 ? likes - 1 : likes);
        });
    }

    [Fact]
    public void Simulate_TwoStyles_NobodyLikesBoth()
    {
        Assert.All(
            Simulate(2, new ListenerOptions { Listeners = 50 }).Listeners,
            listener => Assert.Single(listener.Taste, strength => strength > 0));
    }

    [Fact]
    public void Simulate_OneStyle_Throws()
    {
        Assert.Throws<ArgumentException>(() => Simulate(1, new ListenerOptions { Listeners = 5 }));
    }

    private static SimulatedWorld Simulate(int styles, ListenerOptions options) => SimulatedListeners.Simulate(
        Worlds.Of([.. Enumerable.Range(0, 12 * styles).Select(track => track % styles)], []).Tracks,
        styles,
        options,
        new Worlds.FixedClock());
}
