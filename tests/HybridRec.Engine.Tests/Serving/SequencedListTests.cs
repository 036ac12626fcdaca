using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Reranking;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

public sealed class SequencedListTests : RecommenderTestBase
{
    [Fact]
    public async Task DiscoverAsync_Arc_ShowsTheSameTracksInAnotherOrder()
    {
        Recommender recommender = Serving(TwoTastes(60), 60);
        for (int id = 1; id <= 60; id++)
        {
            Catalogue.Put(FakeCatalogue.Track(id) with { Sound = FakeCatalogue.Sound(120, loudness: -30 + (7 * id % 25)) });
        }

        Plays.Listen(1, 3);
        Playlist plain = await Discover(recommender, new PlaylistRequest { Count = 12 });
        Playlist rise = await Discover(recommender, new PlaylistRequest { Count = 12, Arc = Arc.Rise });
        Playlist flat = await Discover(recommender, new PlaylistRequest { Count = 12, Arc = Arc.Flat });

        Assert.Equal(Ids(plain).Order(), Ids(rise).Order());
        Assert.Equal(Ids(plain).Order(), Ids(flat).Order());
        Assert.NotEqual(Ids(plain), Ids(rise));
        Assert.Equal(Ids(plain)[0], Ids(flat)[0]);
        Assert.Equal(Enumerable.Range(1, 12), rise.Entries.Select(entry => entry.Position));
        double[] loudness = [.. rise.Entries.Select(entry => entry.Track.Sound!.LoudnessLufs!.Value)];
        Assert.True(loudness[..6].Average() + 5 < loudness[6..].Average(), string.Join(' ', loudness));
        Assert.Equal(plain.Dial, rise.Dial);
        Assert.Equal(rise.Entries.Select(entry => entry.Track.Id), Serves.Lists[1].Tracks.Select(track => track.Track));
    }

    [Fact]
    public async Task DiscoverAsync_TempoAndKeyOnly_LetsAlikeFollowEachOther()
    {
        // Slow in C and fast in F sharp, in turn by relevance; nothing was heard by the network.
        ModelBuilder builder = new();
        for (int id = 1; id <= 13; id++)
        {
            builder.Add([1 - (0.01f * id), 0.1f], popularity: 50, users: 9);
        }

        Recommender recommender = Serving(builder, 13);
        for (int id = 1; id <= 13; id++)
        {
            Catalogue.Put(FakeCatalogue.Track(id) with
            {
                Sound = id % 2 == 0 ? FakeCatalogue.Sound(80) : FakeCatalogue.Sound(113, tonic: 6),
            });
        }

        Plays.Listen(13);

        long[] order = Ids(await Discover(recommender, new PlaylistRequest { Count = 10, Discovery = 0, Arc = Arc.Flat }));

        Assert.Equal(1, order.Zip(order.Skip(1)).Count(pair => pair.First % 2 != pair.Second % 2));
    }

    [Fact]
    public async Task DiscoverAsync_NothingHeard_StaysByRelevance()
    {
        ModelBuilder builder = new();
        for (int id = 1; id <= 20; id++)
        {
            builder.Add([1 - (0.01f * id), 0.1f], popularity: 50, users: 9);
        }

        Recommender recommender = Serving(builder, 20);
        Plays.Listen(20);

        Assert.Equal(
            Ids(await Discover(recommender, new PlaylistRequest { Count = 10 })),
            Ids(await Discover(recommender, new PlaylistRequest { Count = 10, Arc = Arc.Wave })));
    }

    [Fact]
    public async Task PathAsync_TrackOfADislikedTaste_IsWalkedAroundAndTheWayHasBothEnds()
    {
        ModelBuilder builder = new();
        for (int id = 1; id <= 7; id++)
        {
            builder.Add(audio: [MathF.Cos((id - 1) * MathF.PI / 8), MathF.Sin((id - 1) * MathF.PI / 8)]);
        }

        Recommender recommender = Serving(builder.Add(), 8);
        Plays.Say(Engine.Listens.FeedbackKind.Dislike, track: 4);

        IReadOnlyList<SimilarTrack> nobody = (await Path(recommender, 1, 7, listener: false))!;
        IReadOnlyList<SimilarTrack> ann = (await Path(recommender, 1, 7, listener: true))!;

        Assert.Equal([1, 4, 7], nobody.Select(step => step.Track.Id.Value));
        Assert.Equal(MathF.Cos(3 * MathF.PI / 8), nobody[1].Similarity, 1e-5);
        Assert.Equal(1, nobody[0].Similarity);
        Assert.Contains(ann[1].Track.Id.Value, (long[])[3, 5]);
        Assert.Empty((await Path(recommender, 1, 8, listener: false))!);
        Assert.Empty((await Path(recommender, 99, 1, listener: false))!);
        await Assert.ThrowsAsync<ArgumentException>(() => Path(recommender, 2, 2, listener: false));
        Assert.Null(await Path(Serving(null, 2), 1, 2, listener: false));
    }

    [Fact]
    public async Task PathAsync_TrackGoneFromTheCatalogue_IsReplaced()
    {
        ModelBuilder builder = new();
        for (int id = 1; id <= 7; id++)
        {
            builder.Add(audio: [MathF.Cos((id - 1) * MathF.PI / 8), MathF.Sin((id - 1) * MathF.PI / 8)]);
        }

        Recommender recommender = Serving(builder, 7);
        Catalogue.Remove(4);

        Assert.Contains((await Path(recommender, 1, 7, listener: false))![1].Track.Id.Value, (long[])[3, 5]);
    }

    private static Task<IReadOnlyList<SimilarTrack>?> Path(Recommender recommender, long from, long to, bool listener) => recommender.PathAsync(
        new TrackId(from), new TrackId(to), between: 1, listener ? FakePlayLog.User.Id : null, TestContext.Current.CancellationToken);
}
