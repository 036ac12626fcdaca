using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Playlists;

/// <summary>What a listener asks for.</summary>
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

    /// <summary>Only tracks with an audio file.</summary>
    public bool PlayableOnly { get; init; }

    /// <summary>Tracks not to be shown, by id.</summary>
    public IReadOnlySet<long> Exclude { get; init; } = new HashSet<long>();

    /// <summary>Only tracks of these collections; empty for all.</summary>
    public IReadOnlySet<string> OnlyCollections { get; init; } = new HashSet<string>();

    /// <summary>Whether tracks the listener has already played may be shown.</summary>
    public bool IncludeHeard { get; init; }
}
