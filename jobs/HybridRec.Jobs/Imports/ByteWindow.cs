namespace HybridRec.Jobs.Imports;

/// <summary>A sliding window over a stream: the bytes read but not yet consumed. Grows to what is kept, never beyond.</summary>
internal sealed class ByteWindow
{
    private const int ChunkBytes = 1 << 16;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[2 * ChunkBytes];
    private int _start;
    private int _end;

    public ByteWindow(Stream stream)
    {
        _stream = stream;
        while (Unread.Length < 3 && Fill())
        {
        }

        if (Unread.Span.StartsWith("\uFEFF"u8))
        {
            Consume(3);
        }
    }

    /// <summary>Why reading stopped before the end, or null: a compressed file that is damaged or cut off.</summary>
    public string? Damage { get; private set; }

    /// <summary>What is read but not consumed; valid until the next <see cref="Fill"/>.</summary>
    public ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start, _end - _start);

    public void Consume(int count) => _start += count;

    /// <summary>Reads on; false at the end.</summary>
    public bool Fill()
    {
        if (_buffer.Length - _end < ChunkBytes)
        {
            int kept = _end - _start;
            byte[] target = kept + ChunkBytes <= _buffer.Length ? _buffer : new byte[Math.Max(2 * _buffer.Length, kept + ChunkBytes)];
            _buffer.AsSpan(_start, kept).CopyTo(target);
            (_buffer, _start, _end) = (target, 0, kept);
        }

        try
        {
            int read = _stream.Read(_buffer, _end, ChunkBytes);
            _end += read;
            return read > 0;
        }
        catch (InvalidDataException)
        {
            Damage = "the compressed file is damaged or cut off here";
            return false;
        }
    }
}
