using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

public sealed class SimilarTests
{
    // 1 and 2 are played alike, 1 and 3 sound alike; 4 was never played and was placed by ear; 5 is known by name only.
    private static readonly ModelBuilder Five = new ModelBuilder()
        .Add([1, 0], [0, 1], artist: "a", users: 9)
        .Add([2, 0.1f], [1, 0], artist: "a", users: 9)
        .Add([0, 1], [0, 3], artist: "b", users: 9)
        .Add([1, 0.5f], [-1, 1], artist: "c")
        .Add(artist: "d");

    private readonly FakeCatalogue _catalogue = FakeCatalogue.Of(5);

    private Task<IReadOnlyList<SimilarTrack>?> Similar(
        long track, SimilarBy by, int count = 10, bool excludeSameArtist = false, bool served = true, FakePlayLog? plays = null)
    {
        ServingModelHolder holder = new();
        if (served)
        {
            holder.Publish(Five.Build());
        }

        Recommender recommender = new(holder, _catalogue, plays ?? new FakePlayLog(), new FakeServeLog(), TimeProvider.System);
        return recommender.SimilarAsync(
            new TrackId(track), by, count, excludeSameArtist, FakePlayLog.User.Id, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<long> Ids(IReadOnlyList<SimilarTrack>? similar) => similar!.Select(item => item.Track.Id.Value);

    [Fact]
    public async Task SimilarAsync_ByAudio_OrdersByCosineOfEmbeddings()
    {
        IReadOnlyList<SimilarTrack>? similar = await Similar(1, SimilarBy.Audio);

        Assert.Equal([3, 4, 2], Ids(similar));
        Assert.Equal(1, similar![0].Similarity, 1e-6);
        Assert.Equal(1 / Math.Sqrt(2), similar[1].Similarity, 1e-6);
        Assert.Equal(0, similar[2].Similarity, 1e-6);
        Assert.Equal("sounds alike", similar[0].Why);
    }

    [Fact]
    public async Task SimilarAsync_ByListening_KnowsPlayedTracksOnly()
    {
        IReadOnlyList<SimilarTrack>? similar = await Similar(1, SimilarBy.Listening);

        Assert.Equal([2, 3], Ids(similar));
        Assert.Equal("played by the same listeners", similar![0].Why);
        Assert.Empty((await Similar(4, SimilarBy.Listening))!);
    }

    [Fact]
    public async Task SimilarAsync_ByBlend_ComparesAllThatHaveAVector() =>
        Assert.Equal([2, 4, 3], Ids(await Similar(1, SimilarBy.Blend)));

    [Fact]
    public async Task SimilarAsync_ListenerWhoNeverWants_SeesNeitherTheArtistNorTheDislikedTrack()
    {
        FakePlayLog plays = new FakePlayLog().Say(FeedbackKind.Dislike, 2).Say(FeedbackKind.NeverArtist, artist: "B");

        Assert.Equal([4], Ids(await Similar(1, SimilarBy.Blend, plays: plays)));
    }

    [Fact]
    public async Task SimilarAsync_CountAndArtist_AreKept()
    {
        Assert.Equal([2], Ids(await Similar(1, SimilarBy.Blend, count: 1)));
        Assert.Equal([4, 3], Ids(await Similar(1, SimilarBy.Blend, excludeSameArtist: true)));
    }

    [Fact]
    public async Task SimilarAsync_NothingToCompareBy_IsEmpty()
    {
        Assert.Empty((await Similar(5, SimilarBy.Audio))!);
        Assert.Empty((await Similar(5, SimilarBy.Blend))!);
        Assert.Empty((await Similar(99, SimilarBy.Blend))!);
    }

    [Fact]
    public async Task SimilarAsync_MergedTracks_ShowOnceAndNeverThemselves()
    {
        _catalogue.Merge(gone: 2, survivor: 1);
        _catalogue.Merge(gone: 4, survivor: 3);
        _catalogue.Put(FakeCatalogue.Track(99) with { Id = new TrackId(1) });

        Assert.Equal([3], Ids(await Similar(1, SimilarBy.Blend)));
    }

    [Fact]
    public async Task SimilarAsync_NoModelServed_IsNull() => Assert.Null(await Similar(1, SimilarBy.Blend, served: false));

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task SimilarAsync_CountOutOfRange_Throws(int count) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Similar(1, SimilarBy.Blend, count));
}
