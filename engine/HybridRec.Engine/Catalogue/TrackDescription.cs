namespace HybridRec.Engine.Catalogue;

/// <summary>
/// What an outside source says about a track; <see cref="ICatalogue.ResolveAsync"/> turns it into a <see cref="TrackId"/>.
/// </summary>
public sealed record TrackDescription
{
    /// <summary>Credited artist, trimmed; empty if unknown.</summary>
    public required string Artist { get; init; }

    /// <summary>
    /// Whether <see cref="Artist"/> is a stand-in that an importer made up ("Item 51"): shown until a name is known, but
    /// no identity, so that item 51 of two sources stays two tracks.
    /// </summary>
    /// <value>Default false. Ignored without an MBID or external id.</value>
    public bool IsUnnamed { get; init; }

    /// <summary>Title, trimmed; empty if unknown or if the item is an artist as a whole.</summary>
    public required string Title { get; init; }

    /// <summary>Album, or null.</summary>
    public string? Release { get; init; }

    /// <summary>MusicBrainz recording id, or null.</summary>
    public Guid? RecordingMbid { get; init; }

    /// <summary>An id that only its source understands, e.g. <c>spotify:track:…</c> or <c>tsv:plays:51</c>, or null.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Playing time, or null.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Top-level folder below the import root, for audio files; else null.</summary>
    public string? Collection { get; init; }

    /// <summary>Genre tags, possibly empty.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];
}
