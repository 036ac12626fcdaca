using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Listens;

/// <summary>The append-only store of what users played and what they said of it.</summary>
/// <remarks>
/// Deletion is a tombstone. Tracks merged since are read as the surviving track, and two listens that a merge made equal
/// are read once. Thread-safe. Every write is durable (on disk) when its task completes, and stored whole or not at all.
/// </remarks>
public interface IPlayLog
{
    /// <summary>The user of a name, created if new.</summary>
    /// <param name="name">See <see cref="User.Name"/>.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="ArgumentException">The name has a shape that <see cref="User.Name"/> does not allow.</exception>
    Task<UserId> GetOrAddUserAsync(string name, CancellationToken cancellationToken);

    /// <summary>Finds or creates many users in one commit.</summary>
    /// <param name="names">Names; duplicates allowed.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>One id per name, in order.</returns>
    Task<IReadOnlyList<UserId>> GetOrAddUsersAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>The user of a name, or null.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<User?> FindUserAsync(string name, CancellationToken cancellationToken);

    /// <summary>All users by ascending id.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<User>> ReadUsersAsync(CancellationToken cancellationToken);

    /// <summary>Appends a batch.</summary>
    /// <param name="listens">At most 10,000.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>One outcome per listen, in order. A listen deleted earlier is a duplicate, not a new listen.</returns>
    Task<IReadOnlyList<IngestOutcome>> AppendAsync(IReadOnlyList<Listen> listens, CancellationToken cancellationToken);

    /// <summary>Deletes one listen by a tombstone.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="track">Of which track.</param>
    /// <param name="listenedAt">When playback started, whole seconds.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Whether there was such a listen.</returns>
    Task<bool> DeleteAsync(
        UserId user, TrackId track, DateTimeOffset listenedAt, CancellationToken cancellationToken);

    /// <summary>Listens, streamed; deleted ones left out.</summary>
    /// <param name="user">Only this user's, newest first; null for everyone's by user, then time.</param>
    /// <param name="before">Only those that started before; null for no limit.</param>
    /// <param name="after">Only those that started after; null for no limit.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    IAsyncEnumerable<Listen> ReadAsync(
        UserId? user, DateTimeOffset? before, DateTimeOffset? after, CancellationToken cancellationToken);

    /// <summary>Replaces all play counts of one import source, in one commit.</summary>
    /// <param name="source">Names the source, e.g. the file's name; 1 to 200 characters.</param>
    /// <param name="counts">The new counts, streamed; a pair given twice is added up.</param>
    /// <param name="cancellationToken">Cancels before the commit; the old counts then stay.</param>
    Task ReplacePlayCountsAsync(
        string source, IAsyncEnumerable<PlayCount> counts, CancellationToken cancellationToken);

    /// <summary>Play counts without times, added up over sources, streamed by user, then track.</summary>
    /// <param name="user">Only this user's; null for everyone's.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    IAsyncEnumerable<PlayCount> ReadPlayCountsAsync(UserId? user, CancellationToken cancellationToken);

    /// <summary>Appends one feedback event.</summary>
    /// <param name="feedback">The event.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task AppendFeedbackAsync(Feedback feedback, CancellationToken cancellationToken);

    /// <summary>Feedback in the order given, streamed.</summary>
    /// <param name="user">Only this user's; null for everyone's.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    IAsyncEnumerable<Feedback> ReadFeedbackAsync(UserId? user, CancellationToken cancellationToken);
}
