namespace HybridRec.Engine.Catalogue;

/// <summary>By what a description's track is known: up to three keys, each naming at most one track of the catalogue.</summary>
/// <param name="RecordingMbid">MusicBrainz recording id, or null.</param>
/// <param name="ExternalId">The source's own id, or null.</param>
/// <param name="TextKey">The key made of artist and title, or of the artist of an artist-level item; or null.</param>
/// <remarks>
/// <para>How a catalogue resolves a description, in this order of trust: MBID, external id, text key.</para>
/// <list type="number">
/// <item>Every track that one of the keys names is looked up.</item>
/// <item>A track with an MBID other than the description's is another recording and is left alone, with its keys.</item>
/// <item>If no track remains, a new one is created.</item>
/// <item>If several remain, the keys say they are one: they merge, and the lowest id survives, since the oldest id is the
/// one that models and playlists know. Two tracks with different MBIDs never merge; the more trusted key then wins.</item>
/// <item>Keys that name no track yet are attached to the result, so that an MBID learned later finds the same track.</item>
/// </list>
/// <para>
/// A merge moves identities and files; listens, play counts and feedback stay as they were logged and are read as the
/// survivor's, so none is lost. Details that the survivor lacks (release, duration …) are filled in; a track without a
/// text key has no name of its own and takes the first that comes with one.
/// </para>
/// </remarks>
public sealed record TrackIdentity(Guid? RecordingMbid, string? ExternalId, string? TextKey)
{
    /// <summary>The keys of a description.</summary>
    /// <param name="description">What a source says.</param>
    /// <returns>
    /// A text key of artist (<see cref="ArtistKey"/>) and title (<see cref="TitleKey"/>); of an empty title with an artist,
    /// the artist-level key, which no track with a title shares. An artist that names nobody ("Unknown Artist",
    /// "Various Artists", or a stand-in: <see cref="TrackDescription.IsUnnamed"/>) makes a text key only if there is no
    /// other key: else every "Intro" would be one track.
    /// </returns>
    /// <exception cref="ArgumentException">The description has neither MBID, artist nor external id.</exception>
    public static TrackIdentity Of(TrackDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        Guid? mbid = description.RecordingMbid is { } given && given != Guid.Empty ? given : null;
        string? externalId = string.IsNullOrWhiteSpace(description.ExternalId) ? null : description.ExternalId;
        bool hasArtist = !string.IsNullOrWhiteSpace(description.Artist);
        if (!hasArtist && mbid is null && externalId is null)
        {
            throw new ArgumentException(
                $"A track needs an MBID, an artist or an external id; the title \"{description.Title}\" alone names none.",
                nameof(description));
        }

        bool hasOtherKey = mbid is not null || externalId is not null;
        bool namesNobody = description.IsUnnamed || ArtistKey.IsPlaceholder(description.Artist);
        bool hasTextKey = hasArtist && !(hasOtherKey && namesNobody);
        return new TrackIdentity(mbid, externalId, hasTextKey ? TextKeyOf(description) : null);
    }

    // The first letter keeps the kinds apart, the control character what was before and after it: Words() has none.
    private static string TextKeyOf(TrackDescription description) => string.IsNullOrWhiteSpace(description.Title)
        ? $"a:{ArtistKey.OfWholeCredit(description.Artist)}"
        : $"t:{ArtistKey.Of(description.Artist)}\u001f{TitleKey.Of(description.Title)}";
}
