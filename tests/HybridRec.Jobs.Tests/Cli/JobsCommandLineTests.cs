using System.Text.Json;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Cli;

namespace HybridRec.Jobs.Tests.Cli;

public sealed class JobsCommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("import-audio")]
    [InlineData("import-listens")]
    [InlineData("import-listens a b")]
    [InlineData("import-listens a --format x")]
    [InlineData("import-listens a --user")]
    public async Task RunAsync_WrongUsage_Exits2AndSaysWhy(string arguments)
    {
        Assert.Equal(2, await RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains("--help", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task RunAsync_Help_Exits0AndNamesTheCommands()
    {
        Assert.Equal(0, await RunAsync("--help"));
        Assert.Contains("import-audio", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("import-listens", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportListens_GoodFile_Exits0AndPrintsASummary()
    {
        string path = Write("plays.tsv", "\uFEFFuser_id\titem_id\tplay_count\r\n1\t2\t3\r\n1\t2\tNaN\r\n1\t2\t-1\r\n");

        Assert.Equal(0, await RunAsync("import-listens", path));

        Assert.Equal(
            $"""
            {path} (Tsv: play counts, in place of any earlier import of this file)
              accepted             1
              duplicate            0
              rejected             2
                1 × play_count is negative: line 4 ("-1")
                1 × play_count is not a whole number: line 3 ("NaN")

            """,
            _output.ToString(),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task ImportListens_Json_IsForAProgramToRead()
    {
        string path = Write("a.csv", "A,L,T,05 Mar 2019 21:07\n");

        Assert.Equal(0, await RunAsync("import-listens", path, "--user", "ann", "--json"));

        JsonElement summary = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.Equal("lastfm", summary.GetProperty("format").GetString());
        Assert.Equal(1, summary.GetProperty("accepted").GetInt64());
    }

    [Theory]
    [InlineData("", "is empty.")]
    [InlineData("user_id\tplay_count\n1\t1\n", "the column item_id is missing (found: \"user_id\", \"play_count\").")]
    [InlineData("user_id\titem_id\tplay_count\n1\t1\t9223372036854775808\n", "nothing in it can be used.")]
    public async Task ImportListens_UselessFile_Exits1WithOneLine(string content, string reason)
    {
        string path = Write("plays.tsv", content);

        Assert.Equal(1, await RunAsync("import-listens", path));
        Assert.Equal($"{path}: {reason}{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public async Task ImportListens_UserMissing_IsWrongUsage()
    {
        Assert.Equal(2, await RunAsync("import-listens", Write("a.csv", "A,L,T,05 Mar 2019 21:07\n")));
        Assert.Contains("--user NAME", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportAudio_NoSuchFolder_Exits1WithOneLine()
    {
        Assert.Equal(1, await RunAsync("import-audio", _folder.File("none")));
        Assert.Equal($"{_folder.File("none")}: there is no such folder.{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public async Task ImportAudio_NothingUsable_Exits1()
    {
        Directory.CreateDirectory(_folder.File("music"));
        Write("music/text.mp3", "hello");

        Assert.Equal(1, await RunAsync("import-audio", _folder.File("music")));
        Assert.Contains("bad                  1", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("no audio in it that can be used", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Stopped_Exits130()
    {
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        int code = await JobsCommandLine.RunAsync(
            ["import-audio", _folder.Path, "--data", _folder.File("data")], _output, _error, new ManualClock(), stop.Token);

        Assert.Equal(130, code);
        Assert.StartsWith("Stopped.", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] arguments) => JobsCommandLine.RunAsync(
        [.. arguments, .. arguments.Length > 0 ? new[] { "--data", _folder.File("data") } : []],
        _output,
        _error,
        new ManualClock(),
        TestContext.Current.CancellationToken);

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
