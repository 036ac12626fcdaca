using System.ComponentModel.DataAnnotations;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Reranking;

namespace HybridRec.Engine.Playlists;

/// <summary>What a listener asks for: a length, the dial, rules and wishes.</summary>
/// <remarks>
/// A rule is never broken; a list is shorter for it. Wishes give way where the list would be too short, in this order, and as
/// few as that takes: <see cref="KnownArtists"/>, <see cref="NotServedDays"/>, <see cref="TracksPerAlbum"/>, <see cref="TracksPerArtist"/>; last, and only
/// for a list that would be empty, that heard tracks are not shown. The playlist's notes say which did.
/// </remarks>
public sealed record PlaylistRequest
{
    /// <summary>Tracks wanted.</summary>
    /// <value>Default 30, 1 to 200.</value>
    [Range(1, 200)]
    public int Count { get; init; } = 30;

    /// <summary>The dial d: 0 is safe, 1 is far out.</summary>
    /// <value>Default 0.5.</value>
    [Range(0.0, 1.0)]
    public double Discovery { get; init; } = 0.5;

    /// <summary>Seed of the chance by which places are shared out among generators; null for one that changes with every list served.</summary>
    /// <value>Default null.</value>
    public int? Seed { get; init; }

    /// <summary>Rule: the playing times add up to at most this, and come as near as whole tracks do; null for no limit.</summary>
    /// <value>Default null; above 0. <see cref="Count"/> limits the list too.</value>
    public TimeSpan? Length { get; init; }

    /// <summary>Wish: at most this many tracks of one artist in <see cref="Window"/>; null for the server's setting.</summary>
    /// <value>Default null; 1 to 200.</value>
    [Range(1, 200)]
    public int? TracksPerArtist { get; init; }

    /// <summary>Wish: at most this many tracks of one album in <see cref="Window"/>; null for any number.</summary>
    /// <value>Default null; 1 to 200.</value>
    [Range(1, 200)]
    public int? TracksPerAlbum { get; init; }

    /// <summary>Length of the stretch that artists and albums are counted in, in positions; null for the server's setting.</summary>
    /// <value>Default null; 1 to 200.</value>
    [Range(1, 200)]
    public int? Window { get; init; }

    /// <summary>Wish: nothing that was served to the listener in the last so many days.</summary>
    /// <value>Default 0: what was served may come again. 0 to 3,650.</value>
    [Range(0, 3_650)]
    public int NotServedDays { get; init; }

    /// <summary>
    /// Whether further tracks of artists that the listener knows well (ten tracks played, <c>re-ranker.well-known</c>) may be shown. False is a wish;
    /// tracks they have played are not meant by it.
    /// </summary>
    /// <value>Default null: only at d = 0, where the list is the safest there is.</value>
    public bool? KnownArtists { get; init; }

    /// <summary>Rule: only tracks with an audio file.</summary>
    public bool PlayableOnly { get; init; }

    /// <summary>Rule: tracks not to be shown, by id.</summary>
    public IReadOnlySet<long> Exclude { get; init; } = new HashSet<long>();

    /// <summary>Rule: artists of whom nothing is to be shown, in any spelling that <c>ArtistKey</c> takes for the same.</summary>
    public IReadOnlySet<string> ExcludeArtists { get; init; } = new HashSet<string>();

    /// <summary>Rule: collections of which nothing is to be shown.</summary>
    public IReadOnlySet<string> ExcludeCollections { get; init; } = new HashSet<string>();

    /// <summary>Rule: only tracks of these collections; empty for all.</summary>
    public IReadOnlySet<string> OnlyCollections { get; init; } = new HashSet<string>();

    /// <summary>Rule: only these tracks, by id; null for all.</summary>
    public IReadOnlySet<long>? OnlyTracks { get; init; }

    /// <summary>Rule: the shortest playing time of a track; null for any. A track of unknown playing time does not qualify.</summary>
    public TimeSpan? MinDuration { get; init; }

    /// <summary>Rule: the longest playing time of a track; null for any. A track of unknown playing time does not qualify.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Rule: the slowest tempo, beats a minute; null for any. A track of unknown tempo does not qualify.</summary>
    public double? MinTempo { get; init; }

    /// <summary>Rule: the fastest tempo, beats a minute; null for any. A track of unknown tempo does not qualify.</summary>
    public double? MaxTempo { get; init; }

    /// <summary>How to order the list for listening (<see cref="Sequencer"/>); null for the most relevant first.</summary>
    /// <value>Default null. Without audio the most relevant stay first.</value>
    public Arc? Arc { get; init; }

    /// <summary>Whether tracks the listener has already played may be shown.</summary>
    public bool IncludeHeard { get; init; }

    /// <summary>Whether playing times are asked about.</summary>
    internal bool AsksForDuration => MinDuration is not null || MaxDuration is not null || Length is not null;

    /// <summary>Whether the tempo is asked about.</summary>
    internal bool AsksForTempo => MinTempo is not null || MaxTempo is not null;

    /// <summary>Throws unless every number is in its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not; the message names it. A minimum above its maximum is no fault: nothing qualifies.</exception>
    internal void ThrowIfInvalid()
    {
        try
        {
            OptionsCheck.ThrowIfInvalid(this);
        }
        catch (ArgumentException fault)
        {
            throw new ArgumentOutOfRangeException(fault.Message, fault);
        }

        if (!(Discovery is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Discovery), Discovery, "The dial goes from 0 to 1.");
        }

        if (Length <= TimeSpan.Zero || MinDuration < TimeSpan.Zero || MaxDuration < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(Length), "A length is above 0, and a playing time not below it.");
        }

        if (MinTempo is not (null or >= 0) || MaxTempo is not (null or >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(MinTempo), "A tempo is a number of beats a minute, 0 or more.");
        }
    }
}
