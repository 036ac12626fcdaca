namespace HybridRec.Jobs.Imports;

/// <summary>What listening history to import.</summary>
/// <param name="Path">The file; may be compressed by gzip or, for the JSON formats, be a zip of many.</param>
public sealed record ListenImportRequest(string Path)
{
    /// <summary>Whose history it is: required for the formats of one listener, refused for a table, which names its users.</summary>
    public string? User { get; init; }

    /// <summary>For a table: the file that names its items; null calls them "Item N".</summary>
    public string? ItemsPath { get; init; }

    /// <summary>The format; null tells it by the content.</summary>
    public ListenFileFormat? Format { get; init; }
}
