using System.Text;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class JsonArrayReaderTests
{
    private const string CutOff = "the file ends without closing its list: it may be cut off";

    [Fact]
    public void Read_ObjectsAndScalars_AreCutAtTheCommasOfTheList()
    {
        Assert.Equal(
            ["1:{\"a\":[1,{\"b\":2}]}", "2:[3, 4]", "3:\"x,]}\"", "4:5"],
            Entries.Show(Entries.Array("\uFEFF [{\"a\":[1,{\"b\":2}]},\r\n [3, 4],\"x,]}\", 5]\n")));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData(" [ , ] ")]
    public void Read_NoElements_GivesNothing(string json) => Assert.Empty(Entries.Array(json));

    [Fact]
    public void Read_EscapesInStrings_DoNotEndThem()
    {
        const string Element = """{"a":"quote \" comma , brace } backslash \\"}""";

        Assert.Equal([$"1:{Element}", "2:{}"], Entries.Show(Entries.Array($"[{Element},{{}}]")));
    }

    [Fact]
    public void Read_CutOffInsideAnElement_KeepsTheGoodPartAndReportsTheEnd()
    {
        Assert.Equal(
            ["1:{\"a\":1}", "2!the file ends in the middle of this entry"],
            Entries.Show(Entries.Array("[{\"a\":1},{\"a\":\"")));
    }

    [Fact]
    public void Read_CutOffBetweenElements_KeepsTheGoodPartAndReportsTheEnd()
    {
        Assert.Equal(["1:{\"a\":1}", $"2!{CutOff}"], Entries.Show(Entries.Array("[{\"a\":1},")));
        Assert.Equal([$"1!{CutOff}"], Entries.Show(Entries.Array("[")));
    }

    [Fact]
    public void Read_ObjectNeverClosed_SpoilsItselfAndNotTheRest()
    {
        Assert.Equal(
            ["1:{\"a\":1}", "2!not closed before the next entry starts", "3:{\"a\":3}"],
            Entries.Show(Entries.Array("[{\"a\":1},{\"a\":{\"b\":2,{\"a\":3}]")));
    }

    [Fact]
    public void Read_StringNeverClosed_EndsAtTheLineEnd()
    {
        string[] shown = Entries.Show(Entries.Array("[{\"a\":\"1\n},\n{\"a\":2}]"));

        Assert.Equal(["1:{\"a\":\"1\n}", "2:{\"a\":2}"], shown);
    }

    [Fact]
    public void Read_TextAfterTheList_IsReported()
    {
        Assert.Equal(["1:1", "2!there is text after the end of the list"], Entries.Show(Entries.Array("[1] [2]")));
    }

    [Fact]
    public void Read_ElementOver1MiBOrNestedBeyondReason_SpoilsItselfOnly()
    {
        string huge = new('x', RawEntry.MaxBytes * 2);
        string deep = new string('[', 1_000) + new string(']', 1_000);

        string[] shown = Entries.Show(Entries.Array($"[1,\"{huge}\",{deep},4]"));

        Assert.Equal(["1:1", "2!longer than 1 MiB", $"3:{deep}", "4:4"], shown);
    }

    [Fact]
    public void Read_BrokenUtf8_SpoilsItsElementOnly()
    {
        byte[] bytes = [.. "[1,\""u8, 0xFF, .. "\",3]"u8];

        Assert.Equal(["1:1", "2!not valid UTF-8", "3:3"], Entries.Show(JsonArrayReader.Read(new MemoryStream(bytes))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Read_AnyBoundaryBetweenReads_GivesTheSame(int step)
    {
        const string Text = "\uFEFF[{\"a\":\"\\\\\\\"x\"}, {\"b\":{\"c\":1,{\"d\":[2,{}]}, \"e\n\", 4] 5";

        Assert.Equal(
            Entries.Show(Entries.Array(Text)),
            Entries.Show(JsonArrayReader.Read(new TrickleStream(Encoding.UTF8.GetBytes(Text), step))));
    }

    [Fact]
    public void Read_AnyByteOfAHistoryDamaged_NeverThrowsAndKeepsTheElementsBefore()
    {
        byte[] good = Encoding.UTF8.GetBytes("[" + string.Join(",\n", Enumerable.Range(0, 20).Select(i => $"{{\"n\":{i},\"t\":\"x\"}}")) + "]");
        string[] expected = Entries.Show(JsonArrayReader.Read(new MemoryStream(good)));
        Random random = new(1);
        for (int trial = 0; trial < 2_000; trial++)
        {
            byte[] damaged = [.. good];
            int at = random.Next(1, damaged.Length);
            damaged[at] = "{}[]\",:\\\n\0x"u8[random.Next(11)];
            int untouched = good.AsSpan(0, at).Count((byte)'\n');

            string[] shown = Entries.Show(JsonArrayReader.Read(new MemoryStream(damaged)));

            Assert.Equal(expected[..untouched], shown[..untouched]);
        }
    }
}
