namespace HybridRec.Jobs.Tests.Imports;

/// <summary>A stream that gives a few bytes at a time, so that every boundary between reads occurs.</summary>
internal sealed class TrickleStream(byte[] content, int step) : MemoryStream(content)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, step));
}
