using HybridRec.Engine.Blending;
using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Tests.Blending;

public sealed class YoungTracksTests
{
    private const int Users = 80;
    private const int Tracks = 100;
    private static readonly InteractionMatrix Plays = RandomPlays();
    private static readonly bool[] Heard = [.. Enumerable.Range(0, Tracks).Select(track => track % 2 == 0)];

    [Fact]
    public void Choose_EnoughPlays_TakesAllButTheFirstFewOfATenthOfTheHeard()
    {
        HashSet<int> seen = [0, 2, 4];
        YoungTracks young = YoungTracks.Choose(Plays, Heard, seen, seed: 1)!;

        int[] chosen = [.. Enumerable.Range(0, Tracks).Where(track => young.IsYoung[track])];
        Assert.Equal(5, chosen.Length);
        Assert.All(chosen, track => Assert.True(Heard[track] && !seen.Contains(track)));
        InteractionMatrix left = young.Plays.Transpose();
        Assert.Equal([0, 0, 1, 2, 4], chosen.Select(track => left.Columns(track).Length).Order());
        foreach ((int user, int[] taken) in young.TakenOf)
        {
            Assert.Equal(
                Plays.Columns(user).ToArray(), young.Plays.Columns(user).ToArray().Concat(taken).Order());
        }

        Assert.Equal(Plays.Count - young.Plays.Count, young.TakenOf.Values.Sum(taken => taken.Length));
    }

    [Fact]
    public void Choose_SameSeed_IsTheSame()
    {
        YoungTracks one = YoungTracks.Choose(Plays, Heard, new HashSet<int>(), seed: 7)!;
        YoungTracks other = YoungTracks.Choose(Plays, Heard, new HashSet<int>(), seed: 7)!;

        Assert.Equal(one.IsYoung, other.IsYoung);
        Assert.Equal(one.Plays.Pairs(), other.Plays.Pairs());
    }

    [Fact]
    public void Choose_NothingHeard_IsNothing() =>
        Assert.Null(YoungTracks.Choose(Plays, new bool[Tracks], new HashSet<int>(), seed: 1));

    [Fact]
    public void Choose_EmbeddingsHaveLearnedFromAll_IsNothing() =>
        Assert.Null(YoungTracks.Choose(Plays, Heard, Enumerable.Range(0, Tracks).ToHashSet(), seed: 1));

    private static InteractionMatrix RandomPlays()
    {
        Random random = new(5);
        return InteractionMatrix.Build(
            Users,
            Tracks,
            Enumerable.Range(0, Users).SelectMany(user => Enumerable.Range(0, Tracks).Where(_ => random.Next(10) < 6)
                .Select(track => (user, track, 1f))).ToArray());
    }
}
