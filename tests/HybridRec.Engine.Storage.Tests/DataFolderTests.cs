using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task OpenAsync_ClosedAndOpenedAgain_KeepsEverything()
    {
        UserId user;
        TrackId track;
        Listen listen;
        await using (DataFolder first = await DataFolder.OpenAsync(_temporary.File("data"), TimeProvider.System, Token))
        {
            user = await first.PlayLog.GetOrAddUserAsync("Ann", Token);
            track = (await first.Catalogue.ResolveAsync([new TrackDescription { Artist = "A", Title = "B" }], Token))[0];
            listen = new Listen(user, track, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)) { Source = "test" };
            Assert.Equal([IngestOutcome.Accepted], await first.PlayLog.AppendAsync([listen], Token));
        }

        await using DataFolder second = await DataFolder.OpenAsync(_temporary.File("data"), TimeProvider.System, Token);

        Assert.Equal([listen], await second.PlayLog.ReadAsync(user, null, null, Token).ToListAsync(Token));
        Assert.Equal([IngestOutcome.Duplicate], await second.PlayLog.AppendAsync([listen], Token));
    }
}
