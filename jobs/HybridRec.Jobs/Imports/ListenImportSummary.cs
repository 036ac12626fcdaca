namespace HybridRec.Jobs.Imports;

/// <summary>What became of a file of listening history.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Format">What it was read as.</param>
/// <param name="HasTimes">
/// Whether its entries were listens; else they were play counts, which replace those of an earlier import of the same file.
/// </param>
/// <param name="Accepted">Entries stored.</param>
/// <param name="Duplicate">Listens that were stored before, or stood in the file twice.</param>
/// <param name="Rejected">Entries that could not be used.</param>
/// <param name="Rejections">Why they could not, the most frequent reason first.</param>
public sealed record ListenImportSummary(
    string File,
    ListenFileFormat Format,
    bool HasTimes,
    long Accepted,
    long Duplicate,
    long Rejected,
    IReadOnlyList<Rejection> Rejections)
{
    /// <summary>Whether the file held nothing that could be used.</summary>
    public bool IsUseless => Accepted + Duplicate == 0;
}
