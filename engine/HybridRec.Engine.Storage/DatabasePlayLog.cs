using System.Data.Common;
using System.Text;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage;

/// <summary>The play log in the data's database.</summary>
internal sealed partial class DatabasePlayLog(Database database, TimeProvider clock) : IPlayLog
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
        UserId[] known = database.Read(session => FindUsers(session, keys));
        if (known.All(id => id.Value > 0))
        {
            return known;
        }

        return await database.WriteAsync(
            session =>
            {
                using DbCommand insert = session.Prepare(
                    "INSERT INTO listener (name, key) VALUES (@name, @key) ON CONFLICT (key) DO NOTHING", "@name", "@key");
                for (int i = 0; i < keys.Length; i++)
                {
                    if (known[i].Value == 0)
                    {
                        insert.With(names[i], keys[i]).ExecuteNonQuery();
                    }
                }

                return FindUsers(session, keys);
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
        return Task.FromResult(database.Read(session => session
            .Query<(long Id, string Name)>("SELECT id, name FROM listener WHERE key = @key", new { key })
            .Select(row => new User(new UserId(row.Id), row.Name))
            .SingleOrDefault()));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<User>> ReadUsersAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<User>>(database.Read(session => session
            .Query<(long Id, string Name)>("SELECT id, name FROM listener ORDER BY id")
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
            session => session.Execute(
                "INSERT INTO feedback (listener, kind, track, artist, at_ms) VALUES (@user, @kind, @track, @artist, @at)",
                new
                {
                    user = feedback.User.Value,
                    kind = (int)feedback.Kind,
                    track = feedback.Track?.Value,
                    artist = feedback.Artist?.Storable(),
                    at = feedback.At.ToUnixTimeMilliseconds(),
                }),
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Feedback> ReadFeedbackAsync(UserId? user, CancellationToken cancellationToken) =>
        database.StreamAsync(session => ReadFeedback(session, user), cancellationToken);

    private static IEnumerable<Feedback> ReadFeedback(Session session, UserId? user)
    {
        MergedTracks merged = MergedTracks.Read(session);
        using DbCommand command = session.Prepare(
            "SELECT listener, kind, track, artist, at_ms FROM feedback" +
            (user is null ? "" : " WHERE listener = @user") + " ORDER BY id",
            user is null ? [] : ["@user"]);
        foreach (DbDataReader row in session.Stream(user is null ? command : command.With(user.Value.Value)))
        {
            yield return new Feedback(
                new UserId(row.GetInt64(0)),
                (FeedbackKind)row.GetInt32(1),
                row.GetInt64OrNull(2) is { } track ? new TrackId(merged.Survivor(track)) : null,
                row.GetTextOrNull(3),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));
        }
    }

    private static UserId[] FindUsers(Session session, string[] keys)
    {
        using DbCommand find = session.Prepare("SELECT id FROM listener WHERE key = @key", "@key");
        return Array.ConvertAll(keys, key => new UserId(find.With(key).ExecuteScalar() is long id ? id : 0));
    }

    private static string UserKey(string name) => IsUserName(name)
        ? name.Normalize(NormalizationForm.FormC).ToUpperInvariant()
        : throw new ArgumentException(
            $"\"{name}\" is not a user name: 1 to 100 characters without control characters or '/' are.", nameof(name));

    private static bool IsUserName(string name) => !string.IsNullOrWhiteSpace(name) && ListenRules.IsUserName(name);
}
