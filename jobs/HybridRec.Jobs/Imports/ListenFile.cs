using System.IO.Compression;

namespace HybridRec.Jobs.Imports;

/// <summary>A file of listening history, its format found out and its compression undone.</summary>
internal sealed class ListenFile : IDisposable
{
    private FileStream _file;
    private ZipArchive? _zip;
    private long _furthest;

    private ListenFile(string path)
    {
        Path = path;
        _file = OpenForReading(path);
        Length = _file.Length;
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Size on disk, in bytes.</summary>
    public long Length { get; }

    /// <summary>The format of all parts.</summary>
    public ListenFileFormat Format { get; private set; }

    /// <summary>What there is to read, in order.</summary>
    public IReadOnlyList<ListenFilePart> Parts { get; private set; } = [];

    /// <summary>How far the file on disk has been read, in bytes; never falls.</summary>
    public long Position => _furthest = Math.Max(_furthest, _file.CanSeek ? _file.Position : 0);

    /// <summary>Opens a file and finds out what it holds.</summary>
    /// <param name="path">The file; may be compressed by gzip or, for the JSON formats, be a zip of many.</param>
    /// <param name="format">The format if known; null to tell it by the content.</param>
    /// <exception cref="ListenFileException">It is absent, unreadable, empty, or of no known format.</exception>
    public static ListenFile Open(string path, ListenFileFormat? format)
    {
        ListenFile file = new(System.IO.Path.GetFullPath(path));
        try
        {
            file.FindParts(format);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens any text file that may be compressed by gzip.</summary>
    /// <exception cref="ListenFileException">It is absent or unreadable.</exception>
    public static Stream OpenText(string path)
    {
        FileStream file = OpenForReading(path);
        Span<byte> magic = stackalloc byte[2];
        bool isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && IsGzip(magic);
        file.Position = 0;
        return isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    public void Dispose()
    {
        _zip?.Dispose();
        _file.Dispose();
    }

    private void FindParts(ListenFileFormat? asked)
    {
        byte[] head = Head(_file);
        _file.Position = 0;
        if (head.AsSpan().StartsWith("PK\u0003\u0004"u8))
        {
            FindZipParts(asked);
            return;
        }

        Func<Stream> open = IsGzip(head) ? () => new GZipStream(Reopen(), CompressionMode.Decompress) : Reopen;
        using (Stream content = open())
        {
            head = Head(content);
        }

        string? unusable = ListenFormatDetector.IsEmpty(head) ? "is empty"
            : ListenFormatDetector.IsUtf16(head) ? "is UTF-16 text; save it as UTF-8"
            : asked is ListenFileFormat.ListenBrainz or ListenFileFormat.Spotify && !ListenFormatDetector.IsJson(head) ? "is not JSON"
            : null;
        Format = unusable is not null
            ? throw new ListenFileException(Path, unusable)
            : asked ?? ListenFormatDetector.Detect(head) ?? throw new ListenFileException(
                Path,
                "is no listening history of a known format (ListenBrainz or Spotify JSON, Last.fm CSV, " +
                "or a table with the columns user_id and item_id)");
        Parts = [new ListenFilePart("", ListenFormatDetector.IsJsonArray(head), open)];
    }

    private void FindZipParts(ListenFileFormat? asked)
    {
        try
        {
            _zip = new ZipArchive(_file, ZipArchiveMode.Read);
            List<(ListenFileFormat Format, ListenFilePart Part)> found = [];
            foreach (ZipArchiveEntry entry in _zip.Entries.Where(IsHistory).OrderBy(e => e.FullName, StringComparer.Ordinal))
            {
                using Stream content = entry.Open();
                byte[] head = Head(content);
                if (ListenFormatDetector.Detect(head) is { } format && format == (asked ?? format))
                {
                    found.Add((format, new ListenFilePart(entry.FullName, ListenFormatDetector.IsJsonArray(head), entry.Open)));
                }
            }

            Format = found.Select(f => f.Format).Distinct().Count() switch
            {
                0 => throw new ListenFileException(Path, "holds no listening history from ListenBrainz or Spotify"),
                1 => found[0].Format,
                _ => throw new ListenFileException(Path, "holds histories of several formats; choose one with --format"),
            };
            Parts = [.. found.Select(f => f.Part)];
        }
        catch (InvalidDataException damaged)
        {
            throw new ListenFileException(Path, "is a damaged zip file", damaged);
        }
    }

    // Spotify's zip has videos in the same shape; ListenBrainz' has feedback and pins, which detection leaves out.
    private static bool IsHistory(ZipArchiveEntry entry) =>
        System.IO.Path.GetExtension(entry.Name) is ".json" or ".jsonl"
        && !entry.Name.StartsWith('.')
        && !entry.Name.Contains("_Video_", StringComparison.OrdinalIgnoreCase);

    private FileStream Reopen()
    {
        _file.Dispose();
        return _file = OpenForReading(Path);
    }

    private static FileStream OpenForReading(string path)
    {
        try
        {
            return Directory.Exists(path)
                ? throw new ListenFileException(path, "is a folder, not a file")
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ListenFileException(path, "there is no such file", missing);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new ListenFileException(path, "may not be read: permission denied", denied);
        }
    }

    private static bool IsGzip(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    private static byte[] Head(Stream stream)
    {
        byte[] head = new byte[ListenFormatDetector.HeadBytes];
        int length = 0;
        try
        {
            int read;
            while (length < head.Length && (read = stream.Read(head, length, head.Length - length)) > 0)
            {
                length += read;
            }
        }
        catch (InvalidDataException)
        {
            // A compressed file that is cut off: what came before may still be of use, and the reader reports the end.
        }

        return head[..length];
    }
}
