namespace HybridRec.Jobs.Imports;

/// <summary>Tells the format of a listening history by how its content begins, whatever its name.</summary>
internal static class ListenFormatDetector
{
    /// <summary>Bytes worth looking at.</summary>
    public const int HeadBytes = 1 << 16;

    /// <summary>The format, or null if it is none of them.</summary>
    /// <param name="head">The first bytes of the content, decompressed.</param>
    public static ListenFileFormat? Detect(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = SkipMark(head);
        if (IsJson(text))
        {
            return text.IndexOf("\"ms_played\""u8) >= 0 ? ListenFileFormat.Spotify
                : text.IndexOf("\"listened_at\""u8) >= 0 || text.IndexOf("\"track_metadata\""u8) >= 0 ? ListenFileFormat.ListenBrainz
                : null;
        }

        TableRow first = TextTable.Read(LineReader.Read(new MemoryStream(head.ToArray()))).FirstOrDefault();
        return first.Fields is null || first.Fault is not null ? null
            : PlayTable.IsHeader(first.Fields) ? ListenFileFormat.Tsv
            : LastfmHistory.IsHeader(first.Fields) || LastfmHistory.IsEntry(first.Fields) ? ListenFileFormat.Lastfm
            : null;
    }

    /// <summary>Whether the content is JSON.</summary>
    public static bool IsJson(ReadOnlySpan<byte> head) => First(head) is (byte)'[' or (byte)'{';

    /// <summary>Whether the content is one JSON array, rather than a JSON value a line.</summary>
    public static bool IsJsonArray(ReadOnlySpan<byte> head) => First(head) == (byte)'[';

    /// <summary>Whether there is nothing but white space.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> head) => SkipMark(head).IsEmpty;

    /// <summary>Whether the content is UTF-16, as some spreadsheets save it.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);

    private static byte First(ReadOnlySpan<byte> head) => SkipMark(head) is [byte first, ..] ? first : (byte)0;

    private static ReadOnlySpan<byte> SkipMark(ReadOnlySpan<byte> head) =>
        (head.StartsWith("\uFEFF"u8) ? head[3..] : head).TrimStart(" \t\r\n"u8);
}
