using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Playlists;

namespace HybridRec.Engine.Storage;

/// <summary>A playlist that was made for a listener and is kept.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">What it is: "discover-weekly", "release-radar".</param>
/// <param name="Date">The day it is of, by the listener's calendar.</param>
/// <param name="Playlist">What is in it, as it was made; titles and files may have changed since.</param>
public sealed record KeptPlaylist(long Id, string Kind, DateOnly Date, Playlist Playlist);

/// <summary>The dated playlists made for listeners, and the time zones their weeks are counted in. Thread- and process-safe.</summary>
public sealed class PlaylistStore
{
    private const string DateFormat = "yyyy-MM-dd";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new VersionConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly Database _database;

    internal PlaylistStore(Database database) => _database = database;

    /// <summary>The time zones that listeners chose, by IANA name; who chose none is missing.</summary>
    public IReadOnlyDictionary<UserId, string> Zones() => _database.Read(session => session
        .Query<(long Id, string Zone)>("SELECT id, time_zone FROM listener WHERE time_zone IS NOT NULL")
        .ToDictionary(row => new UserId(row.Id), row => row.Zone));

    /// <summary>Chooses a listener's time zone.</summary>
    /// <param name="user">The listener.</param>
    /// <param name="zone">IANA name; null for that of the server.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="ArgumentException">This machine knows no such zone.</exception>
    public Task SetZoneAsync(UserId user, string? zone, CancellationToken cancellationToken) =>
        zone is null || TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)
            ? _database.WriteAsync(
                session => session.Execute("UPDATE listener SET time_zone = @zone WHERE id = @Value", new { zone, user.Value }),
                cancellationToken)
            : throw new ArgumentException($"There is no time zone \"{zone}\"; give an IANA name such as Europe/Berlin.", nameof(zone));

    /// <summary>Which tracks came into the catalogue at a time or later. Of those of before this was noted, none.</summary>
    /// <param name="since">The time.</param>
    public IReadOnlyList<TrackId> AddedSince(DateTimeOffset since) => _database.Read(session => session
        .Query<long>(
            "SELECT id FROM track WHERE added_ms >= @since AND merged_into IS NULL ORDER BY id",
            new { since = since.ToUnixTimeMilliseconds() })
        .Select(id => new TrackId(id))
        .ToArray());

    /// <summary>Whether there is a playlist of a kind and day.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="date">The day.</param>
    public bool Has(UserId user, string kind, DateOnly date) => _database.Read(session => session.Scalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM kept_playlist WHERE listener = @user AND kind = @kind AND date = @date)",
        new { user = user.Value, kind, date = Text(date) }));

    /// <summary>Keeps a playlist, unless there is one of its kind and day; older ones beyond a number go.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="date">The day.</param>
    /// <param name="playlist">The playlist.</param>
    /// <param name="keep">How many of the kind stay, the newest, ≥ 1.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task KeepAsync(
        UserId user, string kind, DateOnly date, Playlist playlist, int keep, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(playlist);
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        var row = new { user = user.Value, kind, date = Text(date), json = JsonSerializer.Serialize(playlist, Json), keep };
        return _database.WriteAsync(
            session =>
            {
                session.Execute(
                    "INSERT INTO kept_playlist (listener, kind, date, json) VALUES (@user, @kind, @date, @json) ON CONFLICT DO NOTHING", row);
                return session.Execute(
                    "DELETE FROM kept_playlist WHERE listener = @user AND kind = @kind AND id NOT IN " +
                    "(SELECT id FROM kept_playlist WHERE listener = @user AND kind = @kind ORDER BY date DESC LIMIT @keep)",
                    row);
            },
            cancellationToken);
    }

    /// <summary>The playlists kept for a listener, newest first.</summary>
    /// <param name="user">Whose.</param>
    public IReadOnlyList<KeptPlaylist> List(UserId user) =>
        Read("WHERE listener = @user ORDER BY date DESC, kind", new { user = user.Value });

    /// <summary>One playlist kept for a listener; null if there is none of that number.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="id">Its number.</param>
    public KeptPlaylist? Find(UserId user, long id) =>
        Read("WHERE listener = @user AND id = @id", new { user = user.Value, id }).SingleOrDefault();

    private KeptPlaylist[] Read(string where, object parameters) => _database.Read(session => session
        .Query<(long Id, string Kind, string Date, string Json)>($"SELECT id, kind, date, json FROM kept_playlist {where}", parameters)
        .Select(row => new KeptPlaylist(
            row.Id,
            row.Kind,
            DateOnly.ParseExact(row.Date, DateFormat, CultureInfo.InvariantCulture),
            JsonSerializer.Deserialize<Playlist>(row.Json, Json)!))
        .ToArray());

    private static string Text(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);

    private sealed class VersionConverter : JsonConverter<ModelVersion>
    {
        public override ModelVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, ModelVersion value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}
