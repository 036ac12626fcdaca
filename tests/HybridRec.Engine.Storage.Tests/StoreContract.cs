using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>The three stores of one empty installation. A contract suite gets new ones for each test.</summary>
public interface IStores : IAsyncDisposable
{
    IPlayLog PlayLog { get; }

    ICatalogue Catalogue { get; }

    IServeLog ServeLog { get; }
}

/// <summary>Opens stores for each test of a contract suite, and has the short cuts that all suites use.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    protected static readonly DateTimeOffset Noon = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private IStores? _stores;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IPlayLog Log => _stores!.PlayLog;

    protected ICatalogue Catalogue => _stores!.Catalogue;

    protected IServeLog ServeLog => _stores!.ServeLog;

    public async ValueTask InitializeAsync() => _stores = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        // A test that was skipped has opened none.
        if (_stores is not null)
        {
            await _stores.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected abstract Task<IStores> OpenAsync();

    protected static TrackDescription Described(
        string artist, string title, Guid? mbid = null, string? externalId = null) => new()
        {
            Artist = artist,
            Title = title,
            RecordingMbid = mbid,
            ExternalId = externalId,
        };

    protected async Task<TrackId> ResolveAsync(TrackDescription description) =>
        (await Catalogue.ResolveAsync([description], Token))[0];

    /// <summary>Two tracks that are found to be the same by <see cref="MergeAsync"/>: one with an MBID, one with a text key.</summary>
    protected async Task<(TrackId First, TrackId Second)> MergeableAsync(Guid mbid, string artist, string title) => (
        await ResolveAsync(Described("Unknown artist", "", mbid)), await ResolveAsync(Described(artist, title)));

    protected async Task<TrackId> MergeAsync(Guid mbid, string artist, string title) =>
        await ResolveAsync(Described(artist, title, mbid));
}
