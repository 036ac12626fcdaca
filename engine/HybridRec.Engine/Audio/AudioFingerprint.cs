using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HybridRec.Engine.Audio;

/// <summary>Recognises a file that was moved or copied by its size and parts of its content.</summary>
public static class AudioFingerprint
{
    private const int SampleBytes = 64 * 1024;

    /// <summary>
    /// SHA-256 over the size (8 bytes, little-endian) and the first, middle and last 64 KiB; over the whole content of a
    /// file of at most 192 KiB.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops between reads.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    /// <exception cref="AudioDecodeException">The file cannot be read; the reason says why.</exception>
    /// <remarks>
    /// At most 192 KiB are read, whatever the size. Editing tags changes the size or the first or last part; an edit that
    /// keeps the size and touches only what lies between goes unnoticed.
    /// </remarks>
    public static async Task<string> ComputeAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            await using FileStream file = new(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0,
                useAsync: true);
            return await ComputeAsync(file, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AudioDecodeException(path, ReadableFile.Describe(path, error), error);
        }
    }

    private static async Task<string> ComputeAsync(FileStream file, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[SampleBytes];
        long size = file.Length;
        BinaryPrimitives.WriteInt64LittleEndian(buffer, size);
        hash.AppendData(buffer, 0, sizeof(long));

        // Up to three samples' length the offsets 0, 64 KiB, 128 KiB cover the file; beyond, the samples spread out.
        bool whole = size <= 3 * SampleBytes;
        long[] offsets = whole
            ? [0, SampleBytes, 2 * SampleBytes]
            : [0, (size - SampleBytes) / 2, size - SampleBytes];
        foreach (long offset in offsets)
        {
            file.Position = offset;
            int read = await file.ReadAtLeastAsync(buffer, SampleBytes, throwOnEndOfStream: false, cancellationToken);
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
