using Npgsql;

namespace HybridRec.Engine.Storage.Tests;

public sealed class PostgresServerTests(PostgresServer server)
{
    [Fact]
    public async Task CreateDatabase_Twice_GivesTwoEmptyOnes()
    {
        await ExecuteAsync(await server.CreateDatabaseAsync(), "CREATE TABLE mark (id int)");

        Assert.Equal(false, await ExecuteAsync(await server.CreateDatabaseAsync(), "SELECT to_regclass('mark') IS NOT NULL"));
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
