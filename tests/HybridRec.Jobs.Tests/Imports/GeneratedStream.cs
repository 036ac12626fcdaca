namespace HybridRec.Jobs.Tests.Imports;

/// <summary>A stream of any length made of one piece repeated, between a start and an end, without holding it in memory.</summary>
internal sealed class GeneratedStream(byte[] start, byte[] piece, long repetitions, byte[] end) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => start.Length + (piece.Length * repetitions) + end.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        long middle = _position - start.Length;
        ReadOnlySpan<byte> source = middle < 0 ? start.AsSpan((int)_position)
            : middle < piece.Length * repetitions ? piece.AsSpan((int)(middle % piece.Length))
            : end.AsSpan((int)(middle - (piece.Length * repetitions)));
        int read = Math.Min(count, source.Length);
        source[..read].CopyTo(buffer.AsSpan(offset));
        _position += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
