namespace HybridRec.Engine.Serving;

/// <summary>Why a track does not qualify: the first that holds, in this order. The last three may be waived, see <see cref="Wish"/>.</summary>
internal enum LeftOut : byte
{
    /// <summary>It qualifies.</summary>
    Not,

    /// <summary>Nothing is known to score it by.</summary>
    Unknown,

    /// <summary>Disliked, or of an artist never to be shown.</summary>
    Refused,

    /// <summary>Excluded by id, artist or collection, or not of the wanted tracks or collections.</summary>
    Excluded,

    /// <summary>It has no audio.</summary>
    Silent,

    /// <summary>Its playing time is not known.</summary>
    UnknownDuration,

    /// <summary>Too short or too long.</summary>
    Duration,

    /// <summary>Its tempo is not known.</summary>
    UnknownTempo,

    /// <summary>Too slow or too fast.</summary>
    Tempo,

    /// <summary>The listener knows it.</summary>
    Heard,

    /// <summary>Served lately.</summary>
    Served,

    /// <summary>Of an artist that the listener knows well.</summary>
    Familiar,
}

/// <summary>A wish that may give way, in the order in which they do; the documentation of <c>PlaylistRequest</c> says so too.</summary>
internal enum Wish
{
    /// <summary>Nothing by artists known well.</summary>
    Unfamiliar,

    /// <summary>Nothing served lately.</summary>
    NotServed,

    /// <summary>So many tracks of an album.</summary>
    PerAlbum,

    /// <summary>So many tracks of an artist.</summary>
    PerArtist,

    /// <summary>Nothing heard; gives way only to an empty list.</summary>
    NotHeard,
}
