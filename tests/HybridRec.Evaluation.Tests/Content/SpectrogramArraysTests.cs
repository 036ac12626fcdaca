using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Content;

namespace HybridRec.Evaluation.Tests.Content;

public sealed class SpectrogramArraysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hybridrec-content-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_Bytes_KeepsThemAndTheirLabels()
    {
        byte[] cells = [.. Enumerable.Range(0, 2 * 3 * 8).Select(i => (byte)(5 * i))];
        NpyFile.Write(In("x.npy"), cells, 2, 3, 8);

        ClipSet set = Read("x.npy", "clip\tgenre\tartist\nfirst\tjazz\tShe\nsecond\trock\t\n");

        Assert.Equal(["first", "second"], set.Clips.Select(clip => clip.Name));
        Assert.Equal(["jazz", "rock"], set.Clips.Select(clip => clip.Label));
        Assert.Equal(["She", ""], set.Clips.Select(clip => clip.Artist));
        Assert.Equal(cells[24..], set.Clips[1].Excerpts[0].Cells);
        Assert.Equal(64, set.Hash.Length);
        Assert.Null(set.GivenFold);
    }

    [Fact]
    public void Read_Decibels_ArePutRelativeToTheClipsLoudestCell()
    {
        float[] decibels = [.. Enumerable.Repeat(-100f, 16)];
        (decibels[0], decibels[1], decibels[8]) = (-10f, -50f, 20f);
        NpyFile.Write(In("x.npy"), decibels, 2, 1, 8);

        ClipSet set = Read("x.npy", "clip\tlabel\na\tx\nb\ty\n");

        // −50 is 40 dB below −10: half way down the 80 dB.
        Assert.Equal([255, 128, 0, 0, 0, 0, 0, 0], set.Clips[0].Excerpts[0].Cells);
        Assert.Equal(255, set.Clips[1].Excerpts[0].Cells[0]);
    }

    [Fact]
    public void Read_GivenSplit_IsKept()
    {
        NpyFile.Write(In("x.npy"), new byte[3 * 8], 3, 1, 8);
        NpyFile.Write(In("y.npy"), new byte[2 * 8], 2, 1, 8);
        File.WriteAllText(In("x.tsv"), "clip\tlabel\na\tu\nb\tu\nc\tv\n");
        File.WriteAllText(In("y.tsv"), "clip\tlabel\nd\tu\ne\tv\n");

        ClipSet set = SpectrogramArrays.Read(new(In("x.npy"), In("x.tsv"), In("y.npy"), In("y.tsv"), null, 13));

        Assert.Equal([0, 1, 2], set.GivenFold!.Train);
        Assert.Equal([3, 4], set.GivenFold.Test);
    }

    [Theory]
    [InlineData("clip\tlabel\na\tx\n", "2 clips")]
    [InlineData("clip\tlabel\na\tx\nb\ty\nc\tz\n", "3 rows")]
    [InlineData("clip\tmood\na\tx\nb\ty\n", "no column label")]
    [InlineData("clip\tlabel\na\tx\nb\n", "line 3")]
    [InlineData("clip\tlabel\na\tx\nb\t \n", "line 3")]
    [InlineData("", "empty")]
    public void Read_LabelsThatDoNotFit_SaysWhy(string labels, string reason)
    {
        NpyFile.Write(In("x.npy"), new byte[16], 2, 1, 8);

        Assert.Contains(
            reason, Assert.Throws<ContentDataException>(() => Read("x.npy", labels)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArrayThatDoesNotFit_SaysWhy()
    {
        NpyFile.Write(In("flat.npy"), new byte[16], 2, 8);
        Assert.Contains("(2, 8)", Fault("flat.npy"), StringComparison.Ordinal);

        NpyFile.Write(In("short.npy"), new byte[4], 2, 1, 2);
        Assert.Contains("less than 8 frames", Fault("short.npy"), StringComparison.Ordinal);

        float[] decibels = new float[16];
        decibels[9] = float.NaN;
        NpyFile.Write(In("nan.npy"), decibels, 2, 1, 8);
        Assert.Contains("clip 1 (from 0)", Fault("nan.npy"), StringComparison.Ordinal);

        byte[] bytes = File.ReadAllBytes(In("nan.npy"));
        int type = bytes.AsSpan().IndexOf("<f4"u8);
        "<i4"u8.CopyTo(bytes.AsSpan(type));
        File.WriteAllBytes(In("int.npy"), bytes);
        Assert.Contains("Int32", Fault("int.npy"), StringComparison.Ordinal);

        Assert.Throws<NpyFormatException>(() => Read("absent.npy", "clip\tlabel\n"));

        string Fault(string array) =>
            Assert.Throws<ContentDataException>(() => Read(array, "clip\tlabel\na\tx\nb\ty\n")).Message;
    }

    private string In(string name) => Path.Combine(_folder, name);

    private ClipSet Read(string array, string labels)
    {
        File.WriteAllText(In("labels.tsv"), labels);
        return SpectrogramArrays.Read(new ArraySource(In(array), In("labels.tsv"), null, null, null, 13));
    }
}
