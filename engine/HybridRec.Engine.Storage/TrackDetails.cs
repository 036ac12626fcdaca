using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Storage;

/// <summary>What a key of a track is. The numbers are stored.</summary>
internal enum IdentityKind
{
    /// <summary>MusicBrainz recording id.</summary>
    Mbid = 0,

    /// <summary>An id of a source's own.</summary>
    External = 1,

    /// <summary>Normalised artist and title.</summary>
    Text = 2,
}

/// <summary>The columns of a track as stored.</summary>
/// <param name="Artist">Credit, or <see cref="ArtistKey.UnknownArtist"/>.</param>
/// <param name="Title">Title, may be empty.</param>
/// <param name="Release">Album, or null.</param>
/// <param name="Mbid">Recording MBID, or null.</param>
/// <param name="DurationMs">Playing time in milliseconds, or null.</param>
/// <param name="Collection">Collection, or null.</param>
/// <param name="Genres">Genres joined by <see cref="GenreSeparator"/>, or null.</param>
internal sealed record TrackDetails(
    string Artist, string Title, string? Release, string? Mbid, long? DurationMs, string? Collection, string? Genres)
{
    /// <summary>A control character that no tag contains.</summary>
    public const char GenreSeparator = '\u001f';

    /// <summary>The text that searches look in.</summary>
    public string Words => string.Join(
        ' ', TextNormaliser.Words(Artist), TextNormaliser.Words(Title), TextNormaliser.Words(Release ?? ""));

    /// <summary>What a description says.</summary>
    public static TrackDetails Of(TrackDescription description) => new(
        string.IsNullOrWhiteSpace(description.Artist) ? ArtistKey.UnknownArtist : description.Artist.Trim().Storable(),
        description.Title.Trim().Storable(),
        string.IsNullOrWhiteSpace(description.Release) ? null : description.Release.Trim().Storable(),
        Mbid: null,
        description.Duration is { } duration && duration > TimeSpan.Zero ? (long)duration.TotalMilliseconds : null,
        description.Collection?.Storable(),
        description.Genres.Count == 0 ? null : string.Join(GenreSeparator, description.Genres).Storable());

    /// <summary>These details with what they lack taken from others.</summary>
    /// <param name="other">The others.</param>
    /// <param name="rename">Whether the name, too, is taken: what stands here is no name of its own.</param>
    public TrackDetails FilledFrom(TrackDetails other, bool rename) => new(
        rename ? other.Artist : Artist,
        rename ? other.Title : Title,
        Release ?? other.Release,
        Mbid ?? other.Mbid,
        DurationMs ?? other.DurationMs,
        Collection ?? other.Collection,
        Genres ?? other.Genres);
}
