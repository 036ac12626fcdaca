namespace HybridRec.Engine.Catalogue;

/// <summary>What is known of one audio file on disk.</summary>
/// <param name="Path">Absolute path, unique in the catalogue.</param>
/// <param name="SizeBytes">Size at the last scan.</param>
/// <param name="ModifiedAt">Modification time at the last scan.</param>
/// <param name="Fingerprint">
/// Hex SHA-256 over size and sampled content: equal for a moved or copied file, different after an edit.
/// </param>
/// <param name="Track">The track it plays; null for a file that could not be read.</param>
/// <param name="State">Whether it can be used.</param>
/// <param name="Reason">Why it cannot be used, fit to show a person; null where <paramref name="State"/> is Present.</param>
public sealed record AudioFile(
    string Path,
    long SizeBytes,
    DateTimeOffset ModifiedAt,
    string Fingerprint,
    TrackId? Track,
    AudioFileState State,
    string? Reason);

/// <summary>Whether an audio file can be used.</summary>
public enum AudioFileState
{
    /// <summary>On disk and readable.</summary>
    Present,

    /// <summary>Was there at an earlier scan; its track keeps its listens.</summary>
    Missing,

    /// <summary>On disk but unreadable; retried only when it changes.</summary>
    Bad,
}
