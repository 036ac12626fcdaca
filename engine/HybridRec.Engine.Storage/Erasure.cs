using Dapper;
using HybridRec.Engine.Listens;
using Microsoft.Data.Sqlite;

namespace HybridRec.Engine.Storage;

/// <summary>What was erased.</summary>
/// <param name="Listens">Listens of the user, deleted ones among them.</param>
/// <param name="Counts">Play counts of the user.</param>
/// <param name="Feedback">What the user had said.</param>
public sealed record ErasedUser(int Listens, int Counts, int Feedback);

/// <summary>Erases what the stores hold of a user, and what was deleted long ago. Pages are overwritten with zeros.</summary>
/// <remarks>
/// Copies made by <see cref="DataFolder.BackupAsync"/> before still hold it. Models hold no user; what they learned from the
/// user's plays goes with the next training.
/// </remarks>
public sealed class Erasure
{
    private readonly SqliteDatabase _database;
    private readonly RunStore _runs;

    internal Erasure(SqliteDatabase database, RunStore runs)
    {
        _database = database;
        _runs = runs;
    }

    /// <summary>Erases a user: history, feedback, lists, playlists, tokens, and the name wherever it stands.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="StorageException">The disk refused; nothing was erased.</exception>
    public async Task<ErasedUser> EraseAsync(User user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        ErasedUser erased = await _database.WriteAsync(
            connection =>
            {
                var row = new { id = user.Id.Value };
                connection.Execute("PRAGMA secure_delete = ON");
                connection.Execute(
                    "DELETE FROM served_track WHERE list IN (SELECT id FROM served_list WHERE user = @id); " +
                    "DELETE FROM served_list WHERE user = @id; DELETE FROM kept_playlist WHERE user = @id; " +
                    "DELETE FROM token WHERE user = @id",
                    row);
                int feedback = connection.Execute("DELETE FROM feedback WHERE user = @id", row);
                int counts = connection.Execute("DELETE FROM play_count WHERE user = @id", row);
                int listens = DeleteListens(connection, "user = @id", row);
                connection.Execute("DELETE FROM user WHERE id = @id", row);
                return new ErasedUser(listens, counts, feedback);
            },
            cancellationToken);
        await _runs.ForgetNameAsync(user.Name, CancellationToken.None);
        Truncate();
        return erased;
    }

    /// <summary>Erases listens that were deleted before a time. Until then they keep the same listen from coming back.</summary>
    /// <param name="before">The time.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many.</returns>
    public async Task<int> CompactAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        int erased = await _database.WriteAsync(
            connection =>
            {
                connection.Execute("PRAGMA secure_delete = ON");
                return DeleteListens(connection, "deleted_at < @limit", new { limit = before.ToUnixTimeSeconds() });
            },
            cancellationToken);
        Truncate();
        return erased;
    }

    private static int DeleteListens(SqliteConnection connection, string where, object parameters)
    {
        connection.Execute(
            $"CREATE TEMP TABLE erased AS SELECT metadata FROM listen WHERE {where} AND metadata IS NOT NULL", parameters);
        int listens = connection.Execute($"DELETE FROM listen WHERE {where}", parameters);
        connection.Execute(
            "DELETE FROM listen_metadata WHERE id IN (SELECT metadata FROM erased) " +
            "AND id NOT IN (SELECT metadata FROM listen WHERE metadata IS NOT NULL); DROP TABLE erased");
        return listens;
    }

    /// <summary>Empties the write-ahead log, which holds pages as they were.</summary>
    private void Truncate()
    {
        using SqliteConnection connection = _database.OpenOwn();
        _database.Guard(() => connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
}
