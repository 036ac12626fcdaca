namespace HybridRec.Jobs.Imports;

/// <summary>One file inside what was given to import: the file itself, or an entry of a zip.</summary>
/// <param name="Name">Its name inside the zip; empty for the file itself.</param>
/// <param name="IsJsonArray">Whether its entries are the elements of one JSON array, rather than lines.</param>
/// <param name="Open">Opens its decompressed content; dispose it before opening another.</param>
internal sealed record ListenFilePart(string Name, bool IsJsonArray, Func<Stream> Open)
{
    /// <summary>Cuts the part's content into entries.</summary>
    /// <param name="stream">What <see cref="Open"/> gave.</param>
    public IEnumerable<RawEntry> Cut(Stream stream) =>
        IsJsonArray ? JsonArrayReader.Read(stream) : LineReader.Read(stream);

    /// <summary>Says where an entry stands, in words, e.g. "listens/2024/1.jsonl line 12".</summary>
    public string Place(long number) =>
        $"{(Name.Length == 0 ? "" : Name + " ")}{(IsJsonArray ? "entry" : "line")} {number}";
}
