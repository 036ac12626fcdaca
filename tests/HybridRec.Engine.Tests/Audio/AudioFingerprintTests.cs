using System.Buffers.Binary;
using System.Security.Cryptography;
using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class AudioFingerprintTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_537)]
    [InlineData(196_608)]
    public async Task ComputeAsync_SmallFile_HashesSizeAndWholeContent(int size)
    {
        byte[] content = RandomBytes(size);
        byte[] hashed = new byte[8 + size];
        BinaryPrimitives.WriteInt64LittleEndian(hashed, size);
        content.CopyTo(hashed, 8);

        string fingerprint = await AudioFingerprint.ComputeAsync(_folder.Write("a", content), Token);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(hashed)), fingerprint);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(65_535, true)]
    [InlineData(500_000, true)]
    [InlineData(999_999, true)]
    [InlineData(250_000, false)]
    public async Task ComputeAsync_OneByteOfALargeFileChanged_NoticedWhereSampled(int position, bool noticed)
    {
        byte[] content = RandomBytes(1_000_000);
        string before = await AudioFingerprint.ComputeAsync(_folder.Write("a", content), Token);
        content[position] ^= 1;
        string after = await AudioFingerprint.ComputeAsync(_folder.Write("a", content), Token);

        Assert.Equal(noticed, before != after);
    }

    [Fact]
    public async Task ComputeAsync_SameContentElsewhere_IsEqual()
    {
        byte[] content = RandomBytes(300_000);

        Assert.Equal(
            await AudioFingerprint.ComputeAsync(_folder.Write("a", content), Token),
            await AudioFingerprint.ComputeAsync(_folder.Write("b", content), Token));
    }

    [Fact]
    public async Task ComputeAsync_ZerosOfAnotherLength_Differ() =>
        Assert.NotEqual(
            await AudioFingerprint.ComputeAsync(_folder.Write("a", new byte[300_000]), Token),
            await AudioFingerprint.ComputeAsync(_folder.Write("b", new byte[300_001]), Token));

    [Fact]
    public async Task ComputeAsync_NoSuchFile_SaysSo()
    {
        AudioDecodeException error = await Assert.ThrowsAsync<AudioDecodeException>(
            () => AudioFingerprint.ComputeAsync(_folder.File("none.mp3"), Token));

        Assert.Equal("the file does not exist", error.Reason);
    }

    [Fact]
    public async Task ComputeAsync_Folder_SaysSo()
    {
        AudioDecodeException error = await Assert.ThrowsAsync<AudioDecodeException>(
            () => AudioFingerprint.ComputeAsync(_folder.Path, Token));

        Assert.Equal("it is a folder, not a file", error.Reason);
    }

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
