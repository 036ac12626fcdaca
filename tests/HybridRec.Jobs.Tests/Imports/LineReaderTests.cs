using System.Text;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class LineReaderTests
{
    [Fact]
    public void Read_BothLineEndsBlankLinesAndAByteOrderMark_GivesLinesByTheirNumbers()
    {
        Assert.Equal(["1:a", "2:b", "4:c"], Entries.Show(Entries.Lines("\uFEFFa\r\nb\n  \nc")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("\uFEFF")]
    public void Read_NothingInIt_GivesNothing(string text) => Assert.Empty(Entries.Lines(text));

    [Fact]
    public void Read_NulAndBrokenUtf8_SpoilTheirLinesOnly()
    {
        byte[] bytes = [.. "a\nb"u8, 0, .. "\n"u8, 0xC3, .. "(\nd\n"u8];

        Assert.Equal(
            ["1:a", "2!contains a NUL character", "3!not valid UTF-8", "4:d"],
            Entries.Show(LineReader.Read(new MemoryStream(bytes))));
    }

    [Fact]
    public void Read_LineOver1MiB_IsSkippedAndTheNextOnesRead()
    {
        string longest = new('x', RawEntry.MaxBytes);

        string[] shown = Entries.Show(Entries.Lines($"a\n{longest}\n{longest}x\n{longest}{longest}{longest}\nb"));

        Assert.Equal(["1:a", "2:" + longest, "3!longer than 1 MiB", "4!longer than 1 MiB", "5:b"], shown);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Read_AnyBoundaryBetweenReads_GivesTheSame(int step)
    {
        const string Text = "\uFEFFfirst\r\n\r\nthird\nfourth\r\n";

        Assert.Equal(
            Entries.Show(Entries.Lines(Text)),
            Entries.Show(LineReader.Read(new TrickleStream(Encoding.UTF8.GetBytes(Text), step))));
    }
}
