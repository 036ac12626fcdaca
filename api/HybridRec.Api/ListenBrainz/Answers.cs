using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridRec.Api.ListenBrainz;

/// <summary>"ok" once everything is stored.</summary>
/// <param name="Status">Always "ok".</param>
internal sealed record StatusAnswer([property: JsonPropertyName("status")] string Status);

/// <summary>The answer of <c>validate-token</c>.</summary>
/// <param name="Code">200.</param>
/// <param name="Message">In words.</param>
/// <param name="Valid">Whether the token is valid.</param>
/// <param name="UserName">Whose it is; absent if it is not valid.</param>
internal sealed record ValidateTokenAnswer(
    [property: JsonPropertyName("code")] int Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("valid")] bool Valid,
    [property: JsonPropertyName("user_name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UserName);

/// <summary>The envelope of ListenBrainz's answers.</summary>
/// <typeparam name="T">What is inside.</typeparam>
/// <param name="Payload">It.</param>
internal sealed record Envelope<T>([property: JsonPropertyName("payload")] T Payload);

/// <summary>One listen as ListenBrainz lists it.</summary>
/// <param name="ListenedAt">Unix time at which playback started; absent for a track playing now.</param>
/// <param name="PlayingNow">True for a track playing now, else absent.</param>
/// <param name="TrackId">This server's id of the track; absent for a track playing now.</param>
/// <param name="UserName">Whose listen.</param>
/// <param name="Metadata">The <c>track_metadata</c> as submitted.</param>
internal sealed record ListenAnswer(
    [property: JsonPropertyName("listened_at"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ListenedAt,
    [property: JsonPropertyName("playing_now"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? PlayingNow,
    [property: JsonPropertyName("hybridrec_track_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? TrackId,
    [property: JsonPropertyName("user_name")] string UserName,
    [property: JsonPropertyName("track_metadata")] JsonElement Metadata);

/// <summary>Listens of one user.</summary>
/// <param name="UserId">The user's name, as ListenBrainz calls it.</param>
/// <param name="Count">How many follow.</param>
/// <param name="Listens">Newest first.</param>
internal sealed record ListensAnswer(
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("count")] int Count,
    [property: JsonPropertyName("listens")] IReadOnlyList<ListenAnswer> Listens);

/// <summary>How many listens a user has.</summary>
/// <param name="Count">The number.</param>
internal sealed record ListenCountAnswer([property: JsonPropertyName("count")] long Count);
