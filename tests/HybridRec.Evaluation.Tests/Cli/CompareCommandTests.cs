using System.Text.Json;
using HybridRec.Eval.Cli;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Tests.Comparison;

namespace HybridRec.Evaluation.Tests.Cli;

public sealed class CompareCommandTests : IDisposable
{
    private readonly RunFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public async Task Run_Worse_ExitsWithThreeSaysWhichAndWritesTheReport()
    {
        string a = _folders.Add("a", models: [("als", 0.1), ("ease", 0.1)]);
        string b = _folders.Add("b", models: [("als", 0.0), ("ease", 0.2)]);
        string report = Path.Combine(_folders.Root, "out");

        (int exitCode, string output, string error) = await RunAsync("compare", a, b, "--out", report);

        Assert.Equal(3, exitCode);
        Assert.StartsWith("als is significantly worse in B", output, StringComparison.Ordinal);
        Assert.Equal("B is significantly worse in als.", error.Trim());
        Assert.True(File.Exists(Path.Combine(report, ReportFiles.HtmlName)));
        Assert.True(File.Exists(Path.Combine(report, ReportFiles.MarkdownName)));
    }

    [Fact]
    public async Task Run_WorseOnlyInAModelThatIsNotCompared_ExitsWithZero()
    {
        string a = _folders.Add("a", models: [("als", 0.1), ("ease", 0.1)]);
        string b = _folders.Add("b", models: [("als", 0.0), ("ease", 0.2)]);

        (int exitCode, string output, string error) = await RunAsync("compare", a, b, "--models", "ease", "--json");

        Assert.Equal(0, exitCode);
        Assert.Empty(error);
        JsonElement model = JsonDocument.Parse(output).RootElement.GetProperty("models")[0];
        Assert.Equal("better", model.GetProperty("verdict").GetString());
        Assert.Equal(200, model.GetProperty("users").GetInt32());
    }

    [Fact]
    public async Task Run_Pair_ComparesTheTwo()
    {
        string a = _folders.Add("a", models: [("als", 0.1)]);
        string b = _folders.Add("b", models: [("ease", 0.0)]);

        (int exitCode, _, string error) = await RunAsync("compare", a, b, "--model-a", "als", "--model-b", "ease");

        Assert.Equal(3, exitCode);
        Assert.Contains("als → ease", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare a", "Required argument 'B'")]
    [InlineData("compare a b --metric nonsense", "nonsense")]
    [InlineData("compare a b --metric coverage", "coverage")]
    [InlineData("compare a b --k 0", "--k must be at least 1, not 0.")]
    [InlineData("compare a b --model-a als", "--model-a and --model-b go together.")]
    [InlineData("compare a b --model-a als --model-b als --models als", "Say either --models or --model-a and --model-b.")]
    public async Task Run_WrongUsage_ExitsWithTwo(string line, string complaint)
    {
        (int exitCode, _, string error) = await RunAsync(line.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains(complaint, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MissingOrDamagedInput_ExitsWithOneAndOneLine()
    {
        string a = _folders.Add("a", models: [("als", 0.1)]);
        string none = Path.Combine(_folders.Root, "none");
        string noUsers = _folders.Add("no-users", models: [("als", 0.1)]);
        File.Delete(Path.Combine(noUsers, PerUserFile.Name));
        string damaged = _folders.Add("damaged", models: [("als", 0.1)]);
        File.WriteAllText(Path.Combine(damaged, RunReportFile.Name), "{");

        foreach ((string b, string complaint) in new[]
        {
            (none, "There is no metrics.json in"), (noUsers, "There is no users.tsv.gz in"), (damaged, "is damaged"),
        })
        {
            (int exitCode, string output, string error) = await RunAsync("compare", a, b);

            Assert.Equal(1, exitCode);
            Assert.Empty(output);
            Assert.Contains(complaint, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_LengthThatWasNotMeasured_ExitsWithOneAndSaysWhichWere()
    {
        string a = _folders.Add("a", models: [("als", 0.1)]);

        (int exitCode, _, string error) = await RunAsync("compare", a, a, "--k", "5");

        Assert.Equal(1, exitCode);
        Assert.Contains("has no ndcg@5; it has ndcg@20", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        await using StringWriter output = new();
        await using StringWriter error = new();
        int exitCode = await EvalCommandLine.RunAsync(args, output, error, TimeProvider.System, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
