using System.Globalization;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Engine.Tests;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class ImportListensTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private DataFolder _data = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _data = await DataFolder.OpenAsync(_folder.File("data"), _clock, Token);

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task RunAsync_Listens_AreStoredOnceHoweverOftenImported()
    {
        string path = Write("a.csv", "A,L,T,05 Mar 2019 21:07\nA,L,T,06 Mar 2019 21:07\nA,L,T,06 Mar 2019 21:07\nA,L,T,never\n");

        ListenImportSummary first = await RunAsync(path, user: "Ann");
        ListenImportSummary second = await RunAsync(path, user: "ann");

        Assert.Equal((2, 1, 1), (first.Accepted, first.Duplicate, first.Rejected));
        Assert.Equal((0, 3, 1), (second.Accepted, second.Duplicate, second.Rejected));
        Rejection rejection = Assert.Single(first.Rejections);
        Assert.Equal(("date is not a time", 1L), (rejection.Reason, rejection.Count));
        Assert.Equal(["line 4 (\"never\")"], rejection.Examples);
        Listen[] listens = await ListensAsync();
        Assert.Equal(2, listens.Length);
        Assert.All(listens, listen => Assert.Equal("lastfm", listen.Source));
    }

    [Fact]
    public async Task RunAsync_SameTrackFromTwoServices_IsOneTrack()
    {
        await RunAsync(Write("a.csv", "Beyoncé,L,Halo,05 Mar 2019 21:07\n"), user: "ann");
        await RunAsync(
            Write("b.json", """[{"ts":"2020-04-11T00:27:53Z","ms_played":9000,"master_metadata_track_name":"HALO","master_metadata_album_artist_name":"Beyoncé","skipped":true}]"""),
            user: "ann");

        Listen[] listens = await ListensAsync();

        Assert.Equal(2, listens.Length);
        Assert.Single(listens.Select(listen => listen.Track).Distinct());
        Assert.Equal((TimeSpan.FromSeconds(9), true), (listens[0].DurationPlayed, listens[0].Skipped));
    }

    [Fact]
    public async Task RunAsync_ListenBrainz_KeepsWhatWasSubmitted()
    {
        const string Metadata = """{"artist_name":"A","track_name":"T","additional_info":{"media_player":"X"}}""";

        await RunAsync(Write("a.jsonl", $"{{\"listened_at\":1700000000,\"track_metadata\":{Metadata}}}"), user: "ann");

        Listen listen = Assert.Single(await ListensAsync());
        Assert.Equal((Metadata, "listenbrainz"), (listen.Metadata, listen.Source));
    }

    [Fact]
    public async Task RunAsync_TableWithTimes_StoresListensOfItsUsers()
    {
        await RunAsync(Write("a.tsv", "user_id\titem_id\ttimestamp\n7\t1\t1122854400\n8\t1\t1122854400\n"));

        Assert.Equal(["7", "8"], (await _data.PlayLog.ReadUsersAsync(Token)).Select(user => user.Name));
        Assert.Equal(2, (await ListensAsync()).Length);
    }

    [Fact]
    public async Task RunAsync_Counts_ReplaceThoseOfTheSameFileAndAddUpWithinIt()
    {
        await RunAsync(Write("a.tsv", "user_id\titem_id\tplay_count\n7\t1\t5\n7\t2\t1\n"));
        await RunAsync(Write("b.tsv", "user_id\titem_id\tplay_count\n7\t1\t100\n7\ta\t20\n7\tA\t30\n"));

        ListenImportSummary summary = await RunAsync(Write("a.tsv", "user_id\titem_id\tplay_count\n7\t1\t2\n7\t1\t3\n"));

        Assert.Equal((2, 0, false), (summary.Accepted, summary.Duplicate, summary.HasTimes));
        Assert.Equal([5, 20, 30, 100], (await CountsAsync()).Select(count => count.Count).Order());
    }

    [Fact]
    public async Task RunAsync_ItemNames_NameTheItems()
    {
        Write("artists.tsv", "item_id\tname\n1\tMALICE MIZER\n1\ttwice\n");
        string path = Write("a.tsv", "user_id\titem_id\tplay_count\n7\t1\t5\n7\t9\t5\n");

        ListenImportSummary summary = await new ImportListens(_data.PlayLog, _data.Catalogue, _clock).RunAsync(
            new ListenImportRequest(path) { ItemsPath = _folder.File("artists.tsv") }, null, Token);

        PlayCount count = Assert.Single(await CountsAsync());
        Track? track = await _data.Catalogue.FindAsync(count.Track, Token);
        Assert.Equal(("MALICE MIZER", ""), (track?.Artist, track?.Title));
        Assert.Equal(
            ["item_id is not in artists.tsv: line 3 (\"9\")", "item_id occurs twice: artists.tsv line 3 (\"1\")"],
            summary.Rejections.Select(rejection => $"{rejection.Reason}: {string.Join(", ", rejection.Examples)}"));
    }

    [Fact]
    public async Task RunAsync_NothingUsable_LeavesEarlierCountsAlone()
    {
        await RunAsync(Write("a.tsv", "user_id\titem_id\tplay_count\n7\t1\t5\n"));

        ListenImportSummary summary = await RunAsync(Write("a.tsv", "user_id\titem_id\tplay_count\n7\t1\tNaN\n"));

        Assert.True(summary.IsUseless);
        Assert.Equal(5, Assert.Single(await CountsAsync()).Count);
    }

    [Fact]
    public async Task RunAsync_StoppedHalfWayAndRunAgain_LosesNothingAndDoublesNothing()
    {
        const int Listens = 12_000;
        string path = Write("a.tsv", "user_id\titem_id\ttimestamp\n" + string.Concat(
            Enumerable.Range(0, Listens).Select(i => $"{i % 7}\t{i % 11}\t{1_122_854_400 + i}\n")));
        using CancellationTokenSource stop = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(path, progress: new Reaction(progress =>
        {
            if (progress.Done > progress.Total / 2)
            {
                stop.Cancel();
            }
        }), cancellationToken: stop.Token));
        int stored = (await ListensAsync()).Length;
        ListenImportSummary again = await RunAsync(path);

        Assert.InRange(stored, 1, Listens - 1);
        Assert.Equal((Listens - stored, stored), (again.Accepted, again.Duplicate));
        Assert.Equal(Listens, (await ListensAsync()).Length);
    }

    [Fact]
    public async Task RunAsync_Progress_RisesToTheFilesSize()
    {
        string path = Write("a.tsv", "user_id\titem_id\ttimestamp\n7\t1\t1122854400\n");
        List<StageProgress> reports = [];

        await RunAsync(path, progress: new Reaction(reports.Add));

        Assert.All(reports, report => Assert.Equal(new FileInfo(path).Length, report.Total));
        Assert.Equal(reports[^1].Total, reports[^1].Done);
        Assert.Equal(reports.Select(report => report.Done).Order(), reports.Select(report => report.Done));
    }

    [Theory]
    [InlineData("user_id\titem_id\n1\t2\n", "ann", null, "A table names its users in the column user_id: leave --user out.")]
    [InlineData("A,L,T,05 Mar 2019 21:07\n", null, null, "A Lastfm history is of one listener: say whose with --user NAME.")]
    [InlineData("A,L,T,05 Mar 2019 21:07\n", "a/b", null, "--user \"a/b\" is no user name: 1 to 100 characters, no '/' and no control characters.")]
    [InlineData("A,L,T,05 Mar 2019 21:07\n", "ann", "items.tsv", "--items names the items of a table, but this is a Lastfm history.")]
    public async Task RunAsync_RequestThatDoesNotFit_IsRefused(string text, string? user, string? items, string message)
    {
        ImportRequestException error = await Assert.ThrowsAsync<ImportRequestException>(() =>
            new ImportListens(_data.PlayLog, _data.Catalogue, _clock).RunAsync(
                new ListenImportRequest(Write("a", text)) { User = user, ItemsPath = items }, null, Token));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task RunAsync_HetrecPlayCounts_AreStoredWhole()
    {
        string folder = SharedData.Require("hetrec2011-lastfm");
        string plays = Path.Combine(folder, "play_counts.tsv");

        ListenImportSummary summary = await new ImportListens(_data.PlayLog, _data.Catalogue, _clock).RunAsync(
            new ListenImportRequest(plays) { ItemsPath = Path.Combine(folder, "artists.tsv") },
            null,
            Token);

        Assert.Equal((92_834, 0), (summary.Accepted, summary.Rejected));
        Assert.Equal(1_892, (await _data.PlayLog.ReadUsersAsync(Token)).Count);

        // A few artists stand there twice ("Слот" and "СЛОТ") and merge, which adds their counts up.
        PlayCount[] counts = await CountsAsync();
        Assert.InRange(counts.Length, 92_700, 92_834);
        Assert.Equal(File.ReadLines(plays).Skip(1).Sum(line => long.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture)), counts.Sum(count => count.Count));
    }

    private Task<ListenImportSummary> RunAsync(
        string path, string? user = null, IProgress<StageProgress>? progress = null, CancellationToken? cancellationToken = null) =>
        new ImportListens(_data.PlayLog, _data.Catalogue, _clock).RunAsync(
            new ListenImportRequest(path) { User = user }, progress, cancellationToken ?? Token);

    private async Task<Listen[]> ListensAsync()
    {
        List<Listen> listens = [];
        foreach (User user in await _data.PlayLog.ReadUsersAsync(Token))
        {
            listens.AddRange(await _data.PlayLog.ReadAsync(user.Id, null, null, Token).ToListAsync(Token));
        }

        return [.. listens];
    }

    private async Task<PlayCount[]> CountsAsync() => await _data.PlayLog.ReadPlayCountsAsync(null, Token).ToArrayAsync(Token);

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
