using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Storage.Tests;

public sealed class SpectrogramStoreTests : IDisposable
{
    private const string Fingerprint = "abcdef0123456789";

    private readonly TemporaryFolder _temporary = new();
    private readonly SpectrogramStore _store;

    public SpectrogramStoreTests() => _store = new SpectrogramStore(_temporary.Path, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string EntryFile => _temporary.File("ab/abcdef0123456789.mel");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task LoadAsync_SavedExcerpts_AreReadBack()
    {
        Spectrogram[] excerpts = [new(2, 3, [1, 2, 3, 4, 5, 6]), new(1, 1, [255])];

        await _store.SaveAsync(Fingerprint.ToUpperInvariant(), excerpts, Token);

        Assert.True(File.Exists(EntryFile));
        Assert.True(_store.Contains(Fingerprint));
        IReadOnlyList<Spectrogram> loaded = (await _store.LoadAsync(Fingerprint, Token))!;
        Assert.Equal(
            excerpts.Select(e => (e.Bands, e.Frames, Convert.ToHexString(e.Cells))),
            loaded.Select(e => (e.Bands, e.Frames, Convert.ToHexString(e.Cells))));
    }

    [Fact]
    public async Task SaveAsync_Again_Replaces()
    {
        await _store.SaveAsync(Fingerprint, [new(1, 1, [1])], Token);
        await _store.SaveAsync(Fingerprint, [new(1, 2, [2, 3])], Token);

        Assert.Equal([2, 3], Assert.Single((await _store.LoadAsync(Fingerprint, Token))!).Cells);
    }

    [Fact]
    public async Task LoadAsync_AnyByteFlippedOrMissing_IsNull()
    {
        await _store.SaveAsync(Fingerprint, [new(2, 2, [1, 2, 3, 4])], Token);
        byte[] intact = await File.ReadAllBytesAsync(EntryFile, Token);
        for (int at = 0; at < intact.Length; at++)
        {
            byte[] flipped = [.. intact];
            flipped[at] ^= 1;
            await File.WriteAllBytesAsync(EntryFile, flipped, Token);
            Assert.Null(await _store.LoadAsync(Fingerprint, Token));
            await File.WriteAllBytesAsync(EntryFile, intact[..at], Token);
            Assert.Null(await _store.LoadAsync(Fingerprint, Token));
        }

        await File.WriteAllBytesAsync(EntryFile, intact, Token);
        Assert.NotNull(await _store.LoadAsync(Fingerprint, Token));
    }

    [Fact]
    public async Task LoadAsync_NeverSaved_IsNull()
    {
        Assert.False(_store.Contains(Fingerprint));
        Assert.Null(await _store.LoadAsync(Fingerprint, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("abcdef012345678g")]
    public async Task SaveAsync_NameThatIsNoFingerprint_Throws(string fingerprint)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _store.SaveAsync(fingerprint, [new(1, 1, [1])], Token));
        Assert.Throws<ArgumentException>(() => _store.Contains(fingerprint));
    }

    [Fact]
    public async Task SaveAsync_DiskRefuses_SaysWhich()
    {
        await File.WriteAllTextAsync(_temporary.File("ab"), "in the way", Token);

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            () => _store.SaveAsync(Fingerprint, [new(1, 1, [1])], Token));

        Assert.Contains(EntryFile, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Constructor_LeftoversOfAKilledProcess_AreSweptOnceStale()
    {
        await _store.SaveAsync(Fingerprint, [new(1, 1, [1])], Token);
        string stale = _temporary.File(".tmp/stale.mel");
        string fresh = _temporary.File(".tmp/fresh.mel");
        await File.WriteAllTextAsync(stale, "half", Token);
        await File.WriteAllTextAsync(fresh, "half", Token);
        File.SetLastWriteTimeUtc(stale, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));

        _ = new SpectrogramStore(_temporary.Path, TimeProvider.System);

        Assert.False(File.Exists(stale));
        Assert.True(File.Exists(fresh));
        Assert.True(_store.Contains(Fingerprint));
    }
}
