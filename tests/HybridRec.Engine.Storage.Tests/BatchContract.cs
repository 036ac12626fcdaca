using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>That a batch does what its parts do one by one. One subclass per implementation.</summary>
public abstract class BatchContract : StoreContract
{
    private const int Descriptions = 300;
    private const int Listens = 600;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Batch_KeysThatMeetAndListensTwice_DoesWhatOneByOneDoes(int seed)
    {
        Random random = new(seed);
        TrackDescription[] descriptions = [.. Enumerable.Range(0, Descriptions).Select(_ => Describe(random))];
        (int Track, int Second, bool Metadata)[] plays =
            [.. Enumerable.Range(0, Listens).Select(_ => (random.Next(Descriptions), random.Next(20), random.Next(3) == 0))];
        await using IStores other = await OpenAsync();

        // Halves, so that a batch meets both what it brings and what was there.
        TrackId[] batched =
        [
            .. await Catalogue.ResolveAsync(descriptions[..(Descriptions / 2)], Token),
            .. await Catalogue.ResolveAsync(descriptions[(Descriptions / 2)..], Token),
        ];
        List<TrackId> single = [];
        foreach (TrackDescription description in descriptions)
        {
            single.Add((await other.Catalogue.ResolveAsync([description], Token))[0]);
        }

        List<Track> stored = await SurvivorsAsync(Catalogue, batched);
        List<Track> expected = await SurvivorsAsync(other.Catalogue, single);
        Assert.Equal(expected.Select(Show), stored.Select(Show));
        Assert.Equal(Groups(expected), Groups(stored));

        UserId user = await Log.GetOrAddUserAsync("ann", Token);
        UserId otherUser = await other.PlayLog.GetOrAddUserAsync("ann", Token);
        Listen[] listens = [.. plays.Select(play => Listened(user, batched[play.Track], play))];
        List<IngestOutcome> outcomes =
        [
            .. await Log.AppendAsync(listens[..(Listens / 2)], Token), .. await Log.AppendAsync(listens[(Listens / 2)..], Token),
        ];
        List<IngestOutcome> oneByOne = [];
        foreach ((int Track, int Second, bool Metadata) play in plays)
        {
            oneByOne.AddRange(await other.PlayLog.AppendAsync([Listened(otherUser, single[play.Track], play)], Token));
        }

        Assert.Equal(oneByOne, outcomes);
        Assert.Contains(IngestOutcome.Duplicate, outcomes);
        Assert.Equal(
            await HistoryAsync(other, otherUser, expected), await HistoryAsync(new Both(Log, Catalogue, ServeLog), user, stored));
    }

    private static TrackDescription Describe(Random random) => new()
    {
        Artist = $"Artist {random.Next(4)}",
        Title = $"Title {random.Next(40)}",
        RecordingMbid = random.Next(3) == 0 ? new Guid(random.Next(1, 40), 0, 0, 0, 0, 0, 0, 0, 0, 0, 1) : null,
        ExternalId = random.Next(4) == 0 ? $"x{random.Next(40)}" : null,
    };

    private static Listen Listened(UserId user, TrackId track, (int Track, int Second, bool Metadata) play) =>
        new(user, track, Noon.AddSeconds(play.Second))
        {
            Metadata = play.Metadata ? $"{{\"track\":{play.Track}}}" : null,
            Source = play.Metadata ? "described" : "bare",
        };

    private static async Task<List<Track>> SurvivorsAsync(ICatalogue catalogue, IReadOnlyList<TrackId> ids)
    {
        IReadOnlyDictionary<TrackId, Track> found = await catalogue.FindManyAsync([.. ids], Token);
        return [.. ids.Select(id => found[id])];
    }

    private static string Show(Track track) => $"{track.Artist}|{track.Title}|{track.RecordingMbid}";

    /// <summary>For each description the first that is of the same track, which says the same whatever the ids are.</summary>
    private static IEnumerable<int> Groups(List<Track> tracks) => tracks.Select(track => tracks.FindIndex(t => t.Id == track.Id));

    private static async Task<List<string>> HistoryAsync(IStores stores, UserId user, List<Track> tracks) => await stores.PlayLog
        .ReadAsync(user, null, null, Token)
        .Select(l => $"{l.ListenedAt:T} {tracks.FindIndex(track => track.Id == l.Track)} {l.Source} {l.Metadata}")
        .Order()
        .ToListAsync(Token);

    private sealed record Both(IPlayLog PlayLog, ICatalogue Catalogue, IServeLog ServeLog) : IStores
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
