namespace HybridRec.Engine.Storage.Tests;

public sealed class DatabaseChoiceTests(PostgresServer server) : IDisposable
{
    private const string Unreachable = "Host=127.0.0.1;Port=1;Database=music;Username=me;Password=swordfish";

    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string ChoiceFile => _temporary.File("database.json");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task OpenAsync_PostgresOnce_IsRememberedWithoutThePassword()
    {
        string database = await PostgresSchemas.CreateAsync(server);
        await using (DataFolder data = await OpenAsync(database + ";Password=swordfish"))
        {
            await data.PlayLog.GetOrAddUserAsync("ann", Token);
        }

        Assert.DoesNotContain("swordfish", await File.ReadAllTextAsync(ChoiceFile, Token), StringComparison.Ordinal);
        Assert.Equal(["database.json"], Directory.GetFileSystemEntries(_temporary.Path).Select(Path.GetFileName));
        await using DataFolder again = await DataFolder.OpenExistingAsync(_temporary.Path, TimeProvider.System, Token);
        Assert.Equal(["ann"], (await again.PlayLog.ReadUsersAsync(Token)).Select(user => user.Name));
    }

    [Fact]
    public async Task OpenAsync_ServerThatDoesNotAnswer_NamesItWithoutThePasswordAndRemembersNothing()
    {
        StorageException error = await Assert.ThrowsAsync<StorageException>(() => OpenAsync(Unreachable));

        Assert.StartsWith("PostgreSQL database music on 127.0.0.1:1: the connection failed", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(ChoiceFile));
    }

    [Theory]
    [InlineData("swordfish")]
    [InlineData("Hots=x;Password=swordfish")]
    [InlineData("Host=x;Port=swordfish")]
    [InlineData("Database=x;Password=swordfish")]
    public async Task OpenAsync_NoConnectionString_ShowsWhatOneIsLikeAndNotWhatWasGiven(string given)
    {
        StorageException error = await Assert.ThrowsAsync<StorageException>(() => OpenAsync(given));

        Assert.Contains("Host=", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_PostgresForAFolderOfSqlite_IsRefusedAndLeavesItAlone()
    {
        await (await OpenAsync(null)).DisposeAsync();

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => OpenAsync(Unreachable));

        Assert.Contains("hybridrec.db", error.Message, StringComparison.Ordinal);
        Assert.Contains(DataFolder.DatabaseVariable, error.Message, StringComparison.Ordinal);
        await (await OpenAsync(null)).DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public async Task OpenAsync_FileThatSaysNothing_IsRefused(string content)
    {
        await File.WriteAllTextAsync(ChoiceFile, content, Token);

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => OpenAsync(null));

        Assert.Contains(ChoiceFile, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_temporary.File("hybridrec.db")));
    }

    private Task<DataFolder> OpenAsync(string? database) =>
        DataFolder.OpenAsync(_temporary.Path, database, TimeProvider.System, Token);
}
