using System.Text.Json;
using HybridRec.Engine.Numerics;
using HybridRec.Eval.Cli;
using HybridRec.Evaluation.Content;
using HybridRec.Evaluation.Tests.Content;

namespace HybridRec.Evaluation.Tests.Cli;

public sealed class ContentCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hybridrec-content-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("", "either --audio or --spectrograms")]
    [InlineData("--audio a --spectrograms b --labels c", "either --audio or --spectrograms")]
    [InlineData("--spectrograms b", "--spectrograms needs --labels")]
    [InlineData("--spectrograms b --labels c --test-spectrograms d", "go together")]
    [InlineData("--audio a --split thirds", "--split must be")]
    [InlineData("--audio a --split folds:1", "--split must be")]
    [InlineData("--audio a --seeds 0", "--seeds must be 1 to 100, not 0")]
    [InlineData("--audio a --seeds many", "many")]
    [InlineData("--audio a --crop-frames 8", "--crop-frames must be 32")]
    [InlineData("--audio a --network n --data d", "either --network or --data")]
    public async Task RunAsync_WrongUsage_ExitsWithTwoAndSaysWhat(string line, string complaint)
    {
        foreach (string command in (string[])["content", "audit"])
        {
            (int exitCode, _, string error) = await RunAsync($"{command} {line}".Trim());

            Assert.Equal(2, exitCode);
            Assert.Contains(complaint, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunAsync_FolderThatIsNotThere_ExitsWithOneAndOneLine()
    {
        (int exitCode, string output, string error) = await RunAsync($"content --audio {_folder}/absent");

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Equal($"There is no folder {_folder}/absent.", error.Trim());
    }

    [Fact]
    public async Task RunAsync_DataFolderThatIsNotThere_ExitsWithOne()
    {
        (int exitCode, _, string error) = await RunAsync($"content --audio {_folder} --data {_folder}/absent");

        Assert.Equal(1, exitCode);
        Assert.Contains("there is no such data folder", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("content")]
    [InlineData("audit")]
    public async Task RunAsync_Arrays_WritesTheReport(string command)
    {
        ClipSet set = Pictures.Set(30);
        NpyFile.Write(
            Path.Combine(_folder, "x.npy"), [.. set.Clips.SelectMany(clip => clip.Excerpts[0].Cells)], 30, Pictures.Bands, 64);
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "x.tsv"),
            ["clip\tgenre\tartist", .. set.Clips.Select(clip => $"{clip.Name}\t{clip.Label}\t{clip.Artist}")],
            TestContext.Current.CancellationToken);

        (int exitCode, string output, string error) = await RunAsync(
            $"{command} --spectrograms {_folder}/x.npy --labels {_folder}/x.tsv --seeds 1 --steps 2 --json --out {_folder}/out");

        Assert.True(exitCode == 0, error);
        using JsonDocument printed = JsonDocument.Parse(output);
        Assert.Equal(command, printed.RootElement.GetProperty("kind").GetString());
        Assert.Equal(30, printed.RootElement.GetProperty("data").GetProperty("clips").GetInt32());
        Assert.StartsWith(
            $"eval {command} --spectrograms",
            printed.RootElement.GetProperty("run").GetProperty("command").GetString(),
            StringComparison.Ordinal);
        string written = await File.ReadAllTextAsync(
            Path.Combine(_folder, "out", "metrics.json"), TestContext.Current.CancellationToken);
        Assert.Equal(output.Trim(), written.Trim());
        Assert.True(File.Exists(Path.Combine(_folder, "out", "report.html")));
        Assert.True(File.Exists(Path.Combine(_folder, "out", "report.md")));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string line)
    {
        await using StringWriter output = new();
        await using StringWriter error = new();
        int exitCode = await EvalCommandLine.RunAsync(
            line.Split(' '), output, error, TimeProvider.System, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
