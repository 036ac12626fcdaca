using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Reports.Html;

namespace HybridRec.Evaluation.Tests.Reports;

public sealed partial class HtmlReportTests
{
    [Fact]
    public void Make_WithCharts_CarriesOneScriptThatThePolicyAllowsAndNoOther()
    {
        string html = HtmlReport.Make(Documents.EveryBlock(Documents.Nasty));

        string script = Assert.Single(Executed().Matches(html)).Groups[1].Value;
        Assert.Contains("Apache ECharts", script, StringComparison.Ordinal);
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        Assert.Contains($"default-src 'none'; script-src 'sha256-{hash}'", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", Executed().Replace(html, ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Make_WithoutCharts_CarriesNoScript()
    {
        ReportDocument document = new("t", [], [new ReportSection("s", [new Paragraph("p")])]);

        Assert.DoesNotContain("<script", HtmlReport.Make(document), StringComparison.Ordinal);
    }

    [Fact]
    public void Make_Table_SetsNumbersRightMarksInBoldAndIntervalsSmall()
    {
        Table table = new("c", ["model", "NDCG", "note"], [["als", "0.243 [0.230, 0.256]", "<i>"], ["none", "–", "2 of 3"]])
        {
            Marked = [(0, 1)],
        };

        string html = HtmlReport.Make(new ReportDocument("t", [], [new ReportSection("s", [table])]));

        Assert.Contains(
            "<th scope=\"row\">als</th><td class=\"n\"><strong>0.243 <span class=\"interval\">[0.230, 0.256]</span></strong></td><td>&lt;i&gt;</td>",
            html,
            StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">none</th><td class=\"n\">–</td><td>2 of 3</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_FoldedSection_HidesItsBlocksButNotItsHeading()
    {
        ReportDocument document = new("t", [], [new ReportSection("s", [new Paragraph("p")], Folded: true)]);

        Assert.Contains(
            "<details class=\"folded\"><summary><h2>s</h2></summary>\n<p>p</p>\n</details>", HtmlReport.Make(document), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,234", true)]
    [InlineData("−0.5 [−1, 0.25]", true)]
    [InlineData("< 0.001", true)]
    [InlineData("97.3 %", true)]
    [InlineData("–", true)]
    [InlineData("als", false)]
    [InlineData("hybrid@0.5", false)]
    public void NumberColumns_TellNumbersFromWords(string cell, bool expected) =>
        Assert.Equal(expected, NumberColumns.Contains(new Table("c", ["", "x"], [["row", cell]]), 1));

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Executed();
}
