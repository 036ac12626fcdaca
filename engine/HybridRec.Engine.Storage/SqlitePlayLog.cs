using System.Text;
using Dapper;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using Microsoft.Data.Sqlite;

namespace HybridRec.Engine.Storage;

/// <summary>The play log in a data folder's database.</summary>
internal sealed partial class SqlitePlayLog(SqliteDatabase database, TimeProvider clock) : IPlayLog
{
    private const int LargestBatch = 10_000;

    /// <inheritdoc/>
    public async Task<UserId> GetOrAddUserAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return (await GetOrAddUsersAsync([name], cancellationToken))[0];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UserId>> GetOrAddUsersAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] keys = [.. names.Select(UserKey)];

        // Most names are known already: then nothing needs to wait for another writer.
        UserId[] known = database.Read(connection => FindUsers(connection, keys));
        if (known.All(id => id.Value > 0))
        {
            return known;
        }

        return await database.WriteAsync(
            connection =>
            {
                using SqliteCommand insert = connection.Prepare(
                    "INSERT INTO user (name, key) VALUES ($name, $key) ON CONFLICT (key) DO NOTHING", "$name", "$key");
                for (int i = 0; i < keys.Length; i++)
                {
                    if (known[i].Value == 0)
                    {
                        insert.With(names[i], keys[i]).ExecuteNonQuery();
                    }
                }

                return FindUsers(connection, keys);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<User?> FindUserAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsUserName(name))
        {
            return Task.FromResult<User?>(null);
        }

        string key = UserKey(name);
        return Task.FromResult(database.Read(connection => connection
            .Query<(long Id, string Name)>("SELECT id, name FROM user WHERE key = @key", new { key })
            .Select(row => new User(new UserId(row.Id), row.Name))
            .SingleOrDefault()));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<User>> ReadUsersAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<User>>(database.Read(connection => connection
            .Query<(long Id, string Name)>("SELECT id, name FROM user ORDER BY id")
            .Select(row => new User(new UserId(row.Id), row.Name))
            .ToList()));
    }

    /// <inheritdoc/>
    public Task AppendFeedbackAsync(Feedback feedback, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        if (feedback.Track is null && string.IsNullOrWhiteSpace(feedback.Artist))
        {
            throw new ArgumentException("Feedback is about a track or an artist; this is about neither.", nameof(feedback));
        }

        return database.WriteAsync(
            connection => connection.Execute(
                "INSERT INTO feedback (user, kind, track, artist, at_ms) VALUES (@user, @kind, @track, @artist, @at)",
                new
                {
                    user = feedback.User.Value,
                    kind = (int)feedback.Kind,
                    track = feedback.Track?.Value,
                    artist = feedback.Artist,
                    at = feedback.At.ToUnixTimeMilliseconds(),
                }),
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Feedback> ReadFeedbackAsync(UserId? user, CancellationToken cancellationToken) =>
        database.StreamAsync(connection => ReadFeedback(connection, user), cancellationToken);

    private static IEnumerable<Feedback> ReadFeedback(SqliteConnection connection, UserId? user)
    {
        MergedTracks merged = MergedTracks.Read(connection);
        using SqliteCommand command = connection.Prepare(
            "SELECT user, kind, track, artist, at_ms FROM feedback" +
            (user is null ? " WHERE $user IS NULL" : " WHERE user = $user") + " ORDER BY id",
            "$user");
        using SqliteDataReader row = command.With(user?.Value).ExecuteReader();
        while (row.Read())
        {
            yield return new Feedback(
                new UserId(row.GetInt64(0)),
                (FeedbackKind)row.GetInt32(1),
                row.GetInt64OrNull(2) is { } track ? new TrackId(merged.Survivor(track)) : null,
                row.GetTextOrNull(3),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));
        }
    }

    private static UserId[] FindUsers(SqliteConnection connection, string[] keys)
    {
        using SqliteCommand find = connection.Prepare("SELECT id FROM user WHERE key = $key", "$key");
        return Array.ConvertAll(keys, key => new UserId(find.With(key).ExecuteScalar() is long id ? id : 0));
    }

    private static string UserKey(string name) => IsUserName(name)
        ? name.Normalize(NormalizationForm.FormC).ToUpperInvariant()
        : throw new ArgumentException(
            $"\"{name}\" is not a user name: 1 to 100 characters without control characters or '/' are.", nameof(name));

    private static bool IsUserName(string name) => !string.IsNullOrWhiteSpace(name) && ListenRules.IsUserName(name);
}
