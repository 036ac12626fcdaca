using Npgsql;

namespace HybridRec.Engine.Storage.Tests;

public sealed class PostgresLockTests(PostgresServer server) : IAsyncLifetime
{
    private PostgresAccess? _access;

    private PostgresAccess Access => _access!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _access = new PostgresAccess(await PostgresSchemas.CreateAsync(server));

    public async ValueTask DisposeAsync()
    {
        if (_access is not null)
        {
            await _access.DisposeAsync();
        }
    }

    [Fact]
    public async Task TryTake_HeldByAnother_IsNullUntilItLetsGo()
    {
        PostgresLock first = (await PostgresLock.TryTakeAsync(Access, "work", Token))!;

        Assert.Null(await PostgresLock.TryTakeAsync(Access, "work", Token));
        using PostgresLock? other = await PostgresLock.TryTakeAsync(Access, "other work", Token);
        Assert.NotNull(other);
        first.Dispose();
        using PostgresLock? second = await PostgresLock.TryTakeAsync(Access, "work", Token);
        Assert.NotNull(second);
        Assert.False(second.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task TryTake_InAnotherSchema_IsAnotherLock()
    {
        await using PostgresAccess elsewhere = new(await PostgresSchemas.CreateAsync(server));
        using PostgresLock? one = await PostgresLock.TryTakeAsync(Access, "work", Token);
        using PostgresLock? other = await PostgresLock.TryTakeAsync(elsewhere, "work", Token);

        Assert.NotNull(one);
        Assert.NotNull(other);
    }

    [Fact]
    public async Task Lost_ConnectionDies_FiresAndAnotherMayTakeIt()
    {
        using PostgresLock first = (await PostgresLock.TryTakeAsync(Access, "work", Token))!;
        TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration told = first.Lost.Register(lost.SetResult);

        await KillHolderAsync(Access, first);

        await lost.Task.WaitAsync(Token);
        using PostgresLock? second = await PostgresLock.TryTakeAsync(Access, "work", Token);
        Assert.NotNull(second);
    }

    /// <summary>Ends the server's side of a lock's connection, as a restart or a broken network would.</summary>
    internal static async Task KillHolderAsync(PostgresAccess access, PostgresLock held)
    {
        int pid = 0;
        await held.UseAsync(
            connection =>
            {
                pid = connection.ProcessID;
                return Task.CompletedTask;
            },
            Token);
        await using NpgsqlCommand kill = access.DataSource.CreateCommand($"SELECT pg_terminate_backend({pid}, 300000)");
        Assert.Equal(true, await kill.ExecuteScalarAsync(Token));
    }
}
