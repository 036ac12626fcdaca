using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Listens;

namespace HybridRec.Api.Native;

/// <summary>What a listener says of a track or an artist, as sent.</summary>
/// <param name="Feedback">One of <see cref="Kinds"/>.</param>
/// <param name="Track">The id of the track it is about.</param>
/// <param name="Artist">The artist it is about, for never-artist and clear.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FeedbackBody(string? Feedback, long? Track, string? Artist)
{
    /// <summary>Characters an artist's name may have.</summary>
    public const int ArtistLength = 500;

    private static readonly Dictionary<string, FeedbackKind> ByWord = new(StringComparer.OrdinalIgnoreCase)
    {
        ["like"] = FeedbackKind.Like,
        ["dislike"] = FeedbackKind.Dislike,
        ["skip"] = FeedbackKind.Skip,
        ["never-artist"] = FeedbackKind.NeverArtist,
        ["clear"] = FeedbackKind.Clear,
    };

    /// <summary>The words for what can be said.</summary>
    public static string Kinds => string.Join(", ", ByWord.Keys);

    /// <summary>The kind of feedback, once <see cref="Fault"/> is null.</summary>
    [JsonIgnore]
    public FeedbackKind Kind => ByWord[Feedback!];

    /// <summary>Reads a body; a fault in its JSON becomes <paramref name="fault"/>.</summary>
    /// <param name="json">The body, UTF-8.</param>
    /// <param name="fault">What is wrong, fit to show; null if nothing.</param>
    public static FeedbackBody? Read(ReadOnlySpan<byte> json, out string? fault)
    {
        FeedbackBody? body = null;
        try
        {
            body = JsonSerializer.Deserialize<FeedbackBody>(json, JsonSerializerOptions.Web);
            fault = body is null ? Shape : body.Fault();
        }
        catch (JsonException error)
        {
            string place = error.Path is { Length: > 1 } path ? $" (at {path})" : "";
            fault = $"The body is not the expected JSON{place}. {Shape}";
        }

        return fault is null ? body : null;
    }

    private static string Shape =>
        "Send {\"feedback\":\"like\",\"track\":12} or {\"feedback\":\"never-artist\",\"artist\":\"NAME\"}; "
        + $"feedback is one of {Kinds}.";

    private string? Fault()
    {
        if (Feedback is null || !ByWord.TryGetValue(Feedback, out FeedbackKind kind))
        {
            return Feedback is null ? $"feedback is missing. {Shape}" : $"feedback \"{Feedback}\" is unknown. {Shape}";
        }

        bool mayNameArtist = kind is FeedbackKind.NeverArtist or FeedbackKind.Clear;
        return this switch
        {
            { Track: null, Artist: null } => mayNameArtist
                ? $"{Feedback} needs a track (an id) or an artist (a name)."
                : $"{Feedback} needs a track (an id).",
            { Track: not null, Artist: not null } => "Name a track or an artist, not both.",
            { Artist: not null } when !mayNameArtist => $"{Feedback} is said of a track: send its id as track.",
            { Artist: { } artist } when artist.Trim().Length is 0 or > ArtistLength || artist.Any(char.IsControl) =>
                $"artist must have 1 to {ArtistLength} characters and no control characters.",
            _ => null,
        };
    }
}

/// <summary>What was stored.</summary>
/// <param name="Status">Always "stored": it is on disk.</param>
/// <param name="Feedback">What was said.</param>
/// <param name="Track">Of which track, or null.</param>
/// <param name="Artist">Of which artist, or null.</param>
internal sealed record FeedbackAnswer(string Status, string Feedback, long? Track, string? Artist);
