namespace HybridRec.Jobs.Imports;

/// <summary>One line, or one element of a JSON array, before anybody has looked into it.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Bytes">Its bytes; valid only until the next entry is asked for. Empty where there is a fault.</param>
/// <param name="Fault">Why it cannot be read, from a small fixed set of sentences; null if it can.</param>
internal readonly record struct RawEntry(long Number, ReadOnlyMemory<byte> Bytes, string? Fault = null)
{
    /// <summary>Bytes a line or an element may have: 1 MiB. Longer ones are skipped without being held in memory.</summary>
    public const int MaxBytes = 1 << 20;

    public const string TooLong = "longer than 1 MiB";
    public const string NotUtf8 = "not valid UTF-8";
    public const string HasNul = "contains a NUL character";
}
