using System.Text.Unicode;

namespace HybridRec.Jobs.Imports;

/// <summary>Cuts a stream into lines in constant memory. Both line ends are understood, and a byte order mark is skipped.</summary>
internal static class LineReader
{
    /// <summary>All lines that hold anything, as UTF-8 without their ends; a bad one is an entry with a fault.</summary>
    public static IEnumerable<RawEntry> Read(Stream stream)
    {
        ByteWindow window = new(stream);
        long number = 1;
        int searched = 0;
        bool skipping = false;
        bool more = true;
        while (more)
        {
            int length = window.Unread.Span[searched..].IndexOf((byte)'\n');
            if (length < 0)
            {
                searched = window.Unread.Length;
                if (searched > RawEntry.MaxBytes)
                {
                    window.Consume(searched);
                    (searched, skipping) = (0, true);
                }

                more = window.Fill();
                if (more)
                {
                    continue;
                }

                length = window.Unread.Length;
            }
            else
            {
                length += searched;
            }

            if (skipping || length > RawEntry.MaxBytes)
            {
                yield return new RawEntry(number, default, RawEntry.TooLong);
            }
            else if (Entry(number, window.Unread[..length]) is { } entry)
            {
                yield return entry;
            }

            window.Consume(more ? length + 1 : length);
            (searched, skipping) = (0, false);
            number++;
        }

        if (window.Damage is { } damage)
        {
            yield return new RawEntry(number, default, damage);
        }
    }

    private static RawEntry? Entry(long number, ReadOnlyMemory<byte> line)
    {
        ReadOnlySpan<byte> span = line.Span;
        if (span.EndsWith("\r"u8))
        {
            line = line[..^1];
            span = line.Span;
        }

        return span.Trim(" \t"u8).IsEmpty ? null
            : span.Contains((byte)0) ? new RawEntry(number, default, RawEntry.HasNul)
            : !Utf8.IsValid(span) ? new RawEntry(number, default, RawEntry.NotUtf8)
            : new RawEntry(number, line);
    }
}
