using System.Text.Json;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage;

/// <summary>What was erased.</summary>
/// <param name="Listens">Listens of the user, deleted ones among them.</param>
/// <param name="Counts">Play counts of the user.</param>
/// <param name="Feedback">What the user had said.</param>
public sealed record ErasedUser(int Listens, int Counts, int Feedback);

/// <summary>Erases what the stores hold of a user, and what was deleted long ago.</summary>
/// <remarks>
/// SQLite overwrites pages with zeros. PostgreSQL frees the place of rows for others to overwrite; its archives are its own.
/// Copies made by <see cref="DataFolder.BackupAsync"/> before still hold it. Models hold no user; what they learned from the
/// user's plays goes with the next training.
/// </remarks>
public sealed class Erasure
{
    private static readonly string[] Tables =
    [
        "listen", "listen_metadata", "play_count", "feedback", "served_list", "served_track", "kept_playlist", "token", "listener",
    ];

    private readonly Database _database;
    private readonly RunStore _runs;

    internal Erasure(Database database, RunStore runs)
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
            session =>
            {
                var row = new { id = user.Id.Value };
                session.EraseDeleted();
                session.Execute(
                    "DELETE FROM served_track WHERE list IN (SELECT id FROM served_list WHERE listener = @id); " +
                    "DELETE FROM served_list WHERE listener = @id; DELETE FROM kept_playlist WHERE listener = @id; " +
                    "DELETE FROM token WHERE listener = @id",
                    row);
                int feedback = session.Execute("DELETE FROM feedback WHERE listener = @id", row);
                int counts = session.Execute("DELETE FROM play_count WHERE listener = @id", row);
                int listens = DeleteListens(session, "listener = @id", row);
                session.Execute("DELETE FROM listener WHERE id = @id", row);
                return new ErasedUser(listens, counts, feedback);
            },
            cancellationToken);
        await _runs.ForgetNameAsync(user.Name, CancellationToken.None);
        _database.FinishErasing(Tables);
        return erased;
    }

    /// <summary>Erases listens that were deleted before a time. Until then they keep the same listen from coming back.</summary>
    /// <param name="before">The time.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many.</returns>
    public async Task<int> CompactAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        int erased = await _database.WriteAsync(
            session =>
            {
                session.EraseDeleted();
                return DeleteListens(session, "deleted_at < @limit", new { limit = before.ToUnixTimeSeconds() });
            },
            cancellationToken);
        _database.FinishErasing(Tables);
        return erased;
    }

    private static int DeleteListens(Session session, string where, object parameters)
    {
        List<long?> metadata = session.Query<long?>($"DELETE FROM listen WHERE {where} RETURNING metadata", parameters);
        session.Execute(
            $"DELETE FROM listen_metadata WHERE id IN (SELECT value FROM {session.Each("@ids")} erased)",
            new { ids = JsonSerializer.Serialize(metadata.Where(id => id is not null)) });
        return metadata.Count;
    }
}
