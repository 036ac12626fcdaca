using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What every model registry must do. One subclass per implementation.</summary>
public abstract class ModelRegistryContract
{
    protected static readonly ModelVersion One = new("20240501T120000000Z-00000001");
    protected static readonly ModelVersion Two = new("20240502T120000000Z-00000001");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens the one registry of this test, as another process would.</summary>
    protected abstract IModelRegistry Open();

    [Fact]
    public async Task PublishAsync_Version_IsListedAndOpensWithItsFiles()
    {
        ModelManifest stored = await PublishAsync(Open(), One);

        OpenedModel opened = await Open().OpenAsync(One, Token);

        Assert.Equal("factors of one", await File.ReadAllTextAsync(Path.Combine(opened.Folder, "factors.bin"), Token));
        Assert.Equal(["empty.bin", "factors.bin"], stored.Files.Select(file => file.Name));
        Assert.Equal([0, 14], stored.Files.Select(file => file.Bytes));
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", stored.Files[0].Sha256);
        foreach (ModelManifest manifest in new[] { opened.Manifest, Assert.Single(await Open().ListAsync(Token)) })
        {
            Assert.Equal(One, manifest.ModelVersion);
            Assert.Equal(stored.Files, manifest.Files);
            Assert.Equal(stored.CreatedAt, manifest.CreatedAt);
            Assert.Equal(stored.Metrics, manifest.Metrics);
            Assert.Equal(64, manifest.Options.GetProperty("als").GetProperty("rank").GetInt32());
        }
    }

    [Fact]
    public async Task PublishAsync_WhileWriting_NothingIsVisible()
    {
        IModelRegistry registry = Open();

        await registry.PublishAsync(
            CrashWriter.Manifest(One.Value),
            async (folder, cancellationToken) =>
            {
                await File.WriteAllTextAsync(Path.Combine(folder, "half.bin"), "half", cancellationToken);
                Assert.Empty(await registry.ListAsync(cancellationToken));
                await Assert.ThrowsAsync<ModelRegistryException>(() => registry.OpenAsync(One, cancellationToken));
                await Assert.ThrowsAsync<ModelRegistryException>(() => registry.PromoteAsync(One, cancellationToken));
            },
            Token);

        Assert.Single(await registry.ListAsync(Token));
    }

    [Fact]
    public async Task PublishAsync_SameVersionAgain_ThrowsAndKeepsTheFirst()
    {
        await PublishAsync(Open(), One);

        await Assert.ThrowsAsync<ModelRegistryException>(() => Open().PublishAsync(
            CrashWriter.Manifest(One.Value), (_, _) => Task.CompletedTask, Token));

        Assert.Equal(2, (await Open().OpenAsync(One, Token)).Manifest.Files.Count);
    }

    [Fact]
    public async Task PublishAsync_WriterFailsOrIsCancelled_LeavesNothing()
    {
        using CancellationTokenSource cancelled = new();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Open().PublishAsync(
            CrashWriter.Manifest(One.Value), (_, _) => throw new InvalidOperationException(), Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open().PublishAsync(
            CrashWriter.Manifest(One.Value), (_, _) => cancelled.CancelAsync(), cancelled.Token));

        Assert.Empty(await Open().ListAsync(Token));
        await PublishAsync(Open(), One);
    }

    [Fact]
    public async Task PublishAsync_SeveralAtOnce_AllArrive()
    {
        ModelVersion[] versions = [.. Enumerable.Range(0, 6).Select(i => new ModelVersion($"v{i}"))];

        await Task.WhenAll(versions.Select(version => Task.Run(() => PublishAsync(Open(), version), Token)));

        Assert.Equal(versions.Reverse(), (await Open().ListAsync(Token)).Select(m => m.ModelVersion));
        foreach (ModelVersion version in versions)
        {
            await Open().OpenAsync(version, Token);
        }
    }

    [Fact]
    public async Task CurrentAsync_Promotions_NamesTheLast()
    {
        Assert.Null(await Open().CurrentAsync(Token));
        await PublishAsync(Open(), One);
        Assert.Null(await Open().CurrentAsync(Token));
        await PublishAsync(Open(), Two);

        await Open().PromoteAsync(Two, Token);
        Assert.Equal(Two, await Open().CurrentAsync(Token));
        await Open().PromoteAsync(One, Token);
        Assert.Equal(One, await Open().CurrentAsync(Token));
    }

    [Fact]
    public async Task PromoteAsync_NoSuchVersion_ThrowsAndKeepsTheCurrent()
    {
        await PublishAsync(Open(), One);
        await Open().PromoteAsync(One, Token);

        ModelRegistryException error = await Assert.ThrowsAsync<ModelRegistryException>(() => Open().PromoteAsync(Two, Token));

        Assert.Equal(Two, error.Version);
        Assert.Equal(One, await Open().CurrentAsync(Token));
    }

    [Fact]
    public async Task DeleteAsync_OldVersion_IsGoneAndItsNameFree()
    {
        await PublishAsync(Open(), One);
        await PublishAsync(Open(), Two);
        await Open().PromoteAsync(Two, Token);

        await Open().DeleteAsync(One, Token);

        Assert.Equal([Two], (await Open().ListAsync(Token)).Select(m => m.ModelVersion));
        await Assert.ThrowsAsync<ModelRegistryException>(() => Open().OpenAsync(One, Token));
        await Assert.ThrowsAsync<ModelRegistryException>(() => Open().DeleteAsync(One, Token));
        await PublishAsync(Open(), One);
    }

    [Fact]
    public async Task DeleteAsync_TheOneToServe_IsRefused()
    {
        await PublishAsync(Open(), One);
        await Open().PromoteAsync(One, Token);

        await Assert.ThrowsAsync<ModelRegistryException>(() => Open().DeleteAsync(One, Token));

        await Open().OpenAsync(One, Token);
    }

    [Fact]
    public async Task ListAsync_SeveralVersions_NewestFirst()
    {
        Assert.Empty(await Open().ListAsync(Token));
        await PublishAsync(Open(), One);
        await PublishAsync(Open(), Two);

        Assert.Equal([Two, One], (await Open().ListAsync(Token)).Select(m => m.ModelVersion));
    }

    [Fact]
    public async Task OpenAsync_NoSuchVersion_ThrowsNamingIt()
    {
        ModelRegistryException error = await Assert.ThrowsAsync<ModelRegistryException>(() => Open().OpenAsync(Two, Token));

        Assert.Contains(Two.Value, error.Message, StringComparison.Ordinal);
    }

    protected static Task<ModelManifest> PublishAsync(IModelRegistry registry, ModelVersion version) => registry.PublishAsync(
        CrashWriter.Manifest(version.Value),
        async (folder, cancellationToken) =>
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "factors.bin"), "factors of one", cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "empty.bin"), "", cancellationToken);
        },
        Token);
}
