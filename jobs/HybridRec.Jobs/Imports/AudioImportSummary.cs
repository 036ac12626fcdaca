namespace HybridRec.Jobs.Imports;

/// <summary>Something a person may want to know about a file or folder.</summary>
/// <param name="Path">Which.</param>
/// <param name="Reason">What, fit to show a person.</param>
public sealed record FileProblem(string Path, string Reason);

/// <summary>What became of a folder of audio.</summary>
/// <param name="Folder">Absolute path.</param>
public sealed record AudioImportSummary(string Folder)
{
    /// <summary>Files not known before, or known as missing and back; copies of known files among them.</summary>
    public int New { get; init; }

    /// <summary>Files whose content changed and was read again.</summary>
    public int Changed { get; init; }

    /// <summary>Files that are as they were.</summary>
    public int Unchanged { get; init; }

    /// <summary>Files found at another place than before.</summary>
    public int Moved { get; init; }

    /// <summary>Files that were below this folder and no longer are; their tracks keep their listens.</summary>
    public int Missing { get; init; }

    /// <summary>Files that look like audio and cannot be read, also those known to be so from an earlier import.</summary>
    public required IReadOnlyList<FileProblem> Bad { get; init; }

    /// <summary>Files and folders that this process may not read; they are tried again next time.</summary>
    public required IReadOnlyList<FileProblem> Unreadable { get; init; }

    /// <summary>Files that were read, but not without a remark, e.g. "silent".</summary>
    public required IReadOnlyList<FileProblem> Warnings { get; init; }

    /// <summary>Files below the folder that can be used.</summary>
    public int Usable => New + Changed + Unchanged + Moved;
}
