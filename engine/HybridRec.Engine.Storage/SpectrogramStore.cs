using System.Buffers.Binary;
using System.Security.Cryptography;
using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Storage;

/// <summary>
/// Keeps the log-mel excerpts of audio files by fingerprint, so that a file is decoded once. A cache: an entry that is
/// absent or damaged is simply made again. Thread- and process-safe.
/// </summary>
/// <remarks>
/// An entry is <c>ab/abcdef….mel</c>: magic "HRMEL", format, number of excerpts, then bands, frames and cells of each
/// (little-endian), and the SHA-256 of all that. Written aside and renamed, so that half an entry is never seen; not
/// synced, since the hash finds what a power cut destroys.
/// </remarks>
public sealed class SpectrogramStore
{
    private const byte Format = 1;
    private const int HeaderBytes = 10;
    private const int ShapeBytes = 8;
    private static readonly TimeSpan StaleAfter = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly string _aside;

    internal SpectrogramStore(string folder, TimeProvider clock)
    {
        _folder = folder;
        _aside = Path.Combine(folder, ".tmp");
        SweepAside(clock.GetUtcNow() - StaleAfter);
    }

    private static ReadOnlySpan<byte> Magic => "HRMEL"u8;

    /// <summary>Stores the excerpts of a file, replacing what was there.</summary>
    /// <param name="fingerprint">The file's fingerprint: 8 to 128 hexadecimal digits.</param>
    /// <param name="excerpts">One or more excerpts.</param>
    /// <param name="cancellationToken">Cancels before the entry becomes visible.</param>
    /// <exception cref="ArgumentException">The fingerprint is none, or there is no excerpt.</exception>
    /// <exception cref="StorageException">The disk refused.</exception>
    public async Task SaveAsync(
        string fingerprint, IReadOnlyList<Spectrogram> excerpts, CancellationToken cancellationToken)
    {
        string path = PathOf(fingerprint);
        ArgumentNullException.ThrowIfNull(excerpts);
        ArgumentOutOfRangeException.ThrowIfZero(excerpts.Count);
        byte[] entry = Encode(excerpts);
        string aside = Path.Combine(_aside, $"{Guid.NewGuid():n}.mel");
        try
        {
            DurableFile.CreateFolder(_aside);
            DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(aside, entry, cancellationToken);
            File.Move(aside, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            File.Delete(aside);
            throw error is OperationCanceledException
                ? error
                : new StorageException(path, $"it cannot be written ({error.Message.TrimEnd('.')})", error);
        }
    }

    /// <summary>The excerpts of a file, or null if they are absent or damaged.</summary>
    /// <param name="fingerprint">The file's fingerprint.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<Spectrogram>?> LoadAsync(string fingerprint, CancellationToken cancellationToken)
    {
        try
        {
            return Decode(await File.ReadAllBytesAsync(PathOf(fingerprint), cancellationToken));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether there is an entry, intact or not.</summary>
    /// <param name="fingerprint">The file's fingerprint.</param>
    public bool Contains(string fingerprint) => File.Exists(PathOf(fingerprint));

    private static byte[] Encode(IReadOnlyList<Spectrogram> excerpts)
    {
        int content = HeaderBytes + excerpts.Sum(e => ShapeBytes + e.Cells.Length);
        byte[] entry = new byte[content + SHA256.HashSizeInBytes];
        Magic.CopyTo(entry);
        entry[Magic.Length] = Format;
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(Magic.Length + 1), excerpts.Count);
        Span<byte> rest = entry.AsSpan(HeaderBytes);
        foreach (Spectrogram excerpt in excerpts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, excerpt.Bands);
            BinaryPrimitives.WriteInt32LittleEndian(rest[4..], excerpt.Frames);
            excerpt.Cells.CopyTo(rest[ShapeBytes..]);
            rest = rest[(ShapeBytes + excerpt.Cells.Length)..];
        }

        SHA256.HashData(entry.AsSpan(0, content), entry.AsSpan(content));
        return entry;
    }

    private static Spectrogram[]? Decode(ReadOnlySpan<byte> entry)
    {
        int content = entry.Length - SHA256.HashSizeInBytes;
        if (content < HeaderBytes
            || !entry.StartsWith(Magic)
            || entry[Magic.Length] != Format
            || !SHA256.HashData(entry[..content]).AsSpan().SequenceEqual(entry[content..]))
        {
            return null;
        }

        // The hash holds: what follows is what Encode wrote.
        Spectrogram[] excerpts = new Spectrogram[BinaryPrimitives.ReadInt32LittleEndian(entry[(Magic.Length + 1)..])];
        ReadOnlySpan<byte> rest = entry[HeaderBytes..content];
        for (int i = 0; i < excerpts.Length; i++)
        {
            int bands = BinaryPrimitives.ReadInt32LittleEndian(rest);
            int frames = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
            excerpts[i] = new Spectrogram(bands, frames, rest.Slice(ShapeBytes, bands * frames).ToArray());
            rest = rest[(ShapeBytes + (bands * frames))..];
        }

        return excerpts;
    }

    private string PathOf(string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        if (fingerprint.Length is < 8 or > 128 || !fingerprint.All(char.IsAsciiHexDigit))
        {
            throw new ArgumentException($"\"{fingerprint}\" is no fingerprint: 8 to 128 hexadecimal digits are.", nameof(fingerprint));
        }

        string name = fingerprint.ToLowerInvariant();
        return Path.Combine(_folder, name[..2], $"{name}.mel");
    }

    // What a killed process left; a live one is done with an entry long before it counts as stale.
    private void SweepAside(DateTimeOffset before)
    {
        try
        {
            foreach (FileInfo file in new DirectoryInfo(_aside).EnumerateFiles().Where(f => f.LastWriteTimeUtc < before))
            {
                file.Delete();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Nothing there, or not ours to sweep.
        }
    }
}
