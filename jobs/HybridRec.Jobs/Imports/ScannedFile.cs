using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Jobs.Imports;

/// <summary>One file on its way through an import: first looked at, then decided on, then read if need be, then stored.</summary>
/// <param name="path">Absolute path.</param>
internal sealed class ScannedFile(string path)
{
    public string Path => path;

    /// <summary>Its record before this import, or null.</summary>
    public AudioFile? Before { get; init; }

    /// <summary>What the disk says now; null if it may not be read.</summary>
    public AudioFile? Now { get; init; }

    /// <summary>Whether size and time are as in the record.</summary>
    public bool IsUntouched { get; init; }

    /// <summary>Why it cannot be used, or null.</summary>
    public string? Problem { get; set; }

    /// <summary>The track it is known to play before reading it, or null.</summary>
    public TrackId? KnownTrack { get; set; }

    /// <summary>Where it was before it was moved here, or null.</summary>
    public string? MovedFrom { get; set; }

    /// <summary>A file with the same content earlier in this import, or null.</summary>
    public ScannedFile? CopyOf { get; set; }

    /// <summary>Whether its content must be decoded.</summary>
    public bool MustRead { get; set; }

    /// <summary>What its tags say, once read.</summary>
    public TrackDescription? Description { get; set; }

    /// <summary>How it sounds and by what it is recognised, once read; without its excerpts, which are stored by then.</summary>
    public AudioAnalysis? Analysis { get; set; }

    /// <summary>The lyrics in its tags, once read, or null.</summary>
    public string? Lyrics { get; set; }

    /// <summary>Remarks of reading it.</summary>
    public List<string> Warnings { get; } = [];
}
