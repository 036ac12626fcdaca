using System.Text;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

public sealed class SqliteRunStoreTests : RunStoreContract
{
    [Fact]
    public async Task Backup_WhileInUse_IsADataFolderOfThatMoment()
    {
        await Data.PlayLog.GetOrAddUserAsync("anna", Token);
        await Data.Models.PublishAsync(
            CrashWriter.Manifest("one"),
            (folder, cancel) => File.WriteAllTextAsync(Path.Combine(folder, "factors.bin"), "factors", cancel),
            Token);
        await Data.Models.PromoteAsync(new("one"), Token);
        string copy = Temporary.File("copy");

        await Data.BackupAsync(copy, Token);
        await Data.PlayLog.GetOrAddUserAsync("ben", Token);

        await using DataFolder restored = await DataFolder.OpenExistingAsync(copy, TimeProvider.System, Token);
        Assert.Equal(["anna"], (await restored.PlayLog.ReadUsersAsync(Token)).Select(user => user.Name));
        Assert.Equal(new("one"), await restored.Models.CurrentAsync(Token));
        await restored.Models.OpenAsync(new("one"), Token);
        StorageException error = await Assert.ThrowsAsync<StorageException>(() => Data.BackupAsync(copy, Token));
        Assert.Contains(copy, error.Message);
    }

    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}

public sealed class SqliteTokenStoreTests : TokenStoreContract
{
    [Fact]
    public async Task AddAsync_Token_IsNowhereOnDisk()
    {
        UserId ann = await Data.PlayLog.GetOrAddUserAsync("Ann", Token);
        string token = await Data.Tokens.AddAsync(ann, false, Token);
        await Data.DisposeAsync();

        foreach (string file in Directory.EnumerateFiles(Temporary.Path, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(
                token, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)), StringComparison.Ordinal);
        }
    }

    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}

public sealed class SqliteSoundStoreTests : SoundStoreContract
{
    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}

public sealed class SqliteErasureTests : ErasureContract
{
    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}

public sealed class PostgresRunStoreTests(PostgresServer server) : RunStoreContract
{
    protected override async Task<string?> DatabaseAsync() => await PostgresSchemas.CreateAsync(server);
}

public sealed class PostgresTokenStoreTests(PostgresServer server) : TokenStoreContract
{
    protected override async Task<string?> DatabaseAsync() => await PostgresSchemas.CreateAsync(server);
}

public sealed class PostgresSoundStoreTests(PostgresServer server) : SoundStoreContract
{
    protected override async Task<string?> DatabaseAsync() => await PostgresSchemas.CreateAsync(server);
}

public sealed class PostgresErasureTests(PostgresServer server) : ErasureContract
{
    protected override async Task<string?> DatabaseAsync() => await PostgresSchemas.CreateAsync(server);
}
