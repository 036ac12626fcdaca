using System.Text.RegularExpressions;
using System.Xml.Linq;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Tests.Cli;

namespace HybridRec.Evaluation.Tests.Reports;

public sealed partial class ReportFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("report").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("als")]
    [InlineData(Documents.Nasty)]
    public void Write_AnyNames_MakesAWellFormedPageThatShowsThemAsText(string name)
    {
        ReportFiles.Write(Documents.EveryBlock(name), _folder);

        string html = File.ReadAllText(Path.Combine(_folder, ReportFiles.HtmlName));
        XDocument page = XDocument.Parse(Script().Replace(html, "<script />"));
        XElement heading = Assert.Single(page.Descendants("h1"));
        Assert.Equal($"Title {name.Replace('\u0001', '\uFFFD')}", heading.Value);
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.All(page.Descendants("table"), table => Assert.NotEmpty(table.Element("caption")!.Value));
        Assert.All(page.Descendants("th"), cell => Assert.Contains(cell.Attribute("scope")!.Value, new[] { "col", "row" }));
        Assert.Equal(5, page.Descendants("table").Count());
        Assert.All(page.Descendants("figure"), figure => Assert.NotNull(figure.Element("details")!.Attribute("open")));
    }

    [Fact]
    public void Write_FolderThatIsAFile_SaysSo()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        ReportFileException problem = Assert.Throws<ReportFileException>(() => ReportFiles.Write(Documents.EveryBlock(), file));

        Assert.Contains(file, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Markdown_HoldsEveryBlockAsText()
    {
        ReportFiles.Write(Documents.EveryBlock(), _folder);

        string text = File.ReadAllText(Path.Combine(_folder, ReportFiles.MarkdownName));
        Assert.StartsWith("# Title als\n\n- als is the first sentence.\n- The second.\n\n## Heading als\n\nA paragraph about als.\n", text, StringComparison.Ordinal);
        Assert.Contains("| model | NDCG@20 | note |\n|:--|--:|:--|\n| als | 0.243 | good |\n| popularity | – |  |\n", text, StringComparison.Ordinal);
        Assert.Contains("| als | 0.250 \\[0.200, 0.300\\] | 100 |\n", text, StringComparison.Ordinal);
        Assert.Contains("| als | 0.900 | 0.100 |\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_MarkdownWithNastyNames_KeepsEachTableRowOnOneLine()
    {
        ReportFiles.Write(Documents.EveryBlock(Documents.Nasty), _folder);

        string[] lines = File.ReadAllLines(Path.Combine(_folder, ReportFiles.MarkdownName));
        string row = lines.Single(line => line.EndsWith("| 0.243 | good |", StringComparison.Ordinal));
        Assert.StartsWith(@"| \</script\>\<b onclick='x'\>\&""\|\*\_\`\[a\](b) Björk 椎名林檎 🎵 |", row, StringComparison.Ordinal);
    }

    [GeneratedRegex("<script[^>]*>.*?</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [Fact]
    public void Read_WhatWasWritten_MakesTheSamePage()
    {
        using TemporaryFolder folder = new();
        ReportDocument document = Documents.EveryBlock(Documents.Nasty);

        ReportFiles.Write(document, folder.Path);
        ReportDocument read = ReportFiles.Read(folder.Path);

        using TemporaryFolder again = new();
        ReportFiles.Write(read, again.Path);
        foreach (string name in new[] { ReportFiles.HtmlName, ReportFiles.MarkdownName, ReportFiles.DocumentName })
        {
            Assert.Equal(File.ReadAllText(Path.Combine(folder.Path, name)), File.ReadAllText(Path.Combine(again.Path, name)));
        }
    }

    [Theory]
    [InlineData("", "is damaged")]
    [InlineData("null", "it holds nothing")]
    [InlineData("{}", "is damaged")]
    [InlineData("""{"title":"a","summary":[],"sections":[{"heading":"b","blocks":[{"$type":"film"}],"folded":false}]}""", "is damaged")]
    public void Read_Damaged_SaysSo(string content, string message)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, ReportFiles.DocumentName), content);

        Assert.Contains(message, Assert.Throws<ReportFileException>(() => ReportFiles.Read(folder.Path)).Message);
    }

    [Fact]
    public async Task Report_TwoFolders_StandInOneFileInOrder()
    {
        using TemporaryFolder folder = new();
        string[] parts = [Path.Combine(folder.Path, "a"), Path.Combine(folder.Path, "b")];
        ReportFiles.Write(Documents.EveryBlock("first"), parts[0]);
        ReportFiles.Write(Documents.EveryBlock("second"), parts[1]);
        string joint = Path.Combine(folder.Path, "joint");

        (int exitCode, string output, string error) = await CommandLine.RunAsync(
            "report", parts[0], parts[1], "--out", joint, "--title", "Both");

        Assert.True(exitCode == 0, error);
        Assert.Contains("report.html", output);
        ReportDocument document = ReportFiles.Read(joint);
        Assert.Equal("Both", document.Title);
        Assert.Equal(
            ["Title first: Heading first", "Title first: Charts", "Title second: Heading second", "Title second: Charts"],
            document.Sections.Select(section => section.Heading));
        Assert.StartsWith("Title second: second is the first sentence.", document.Summary[2], StringComparison.Ordinal);
        Assert.Equal(1, (await CommandLine.RunAsync("report", folder.Path, "--out", joint)).ExitCode);
        Assert.Equal(2, (await CommandLine.RunAsync("report", parts[0])).ExitCode);
    }
}
