using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Engine.Tests.Audio;

namespace HybridRec.Jobs.Tests.Cli;

/// <summary>What only a process of its own can show: sudden death, missing rights, and real decoding.</summary>
public sealed class JobsProcessTests(PostgresServer server) : IDisposable
{
    private const int Killed = 128 + 9;

    // The one that runs these tests: DOTNET_HOST_PATH is set by the dotnet command, and the runtime's folder lies below it.
    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ImportListens_KilledHalfWayAndRunAgain_LosesNothingAndDoublesNothing()
    {
        const int Listens = 60_000;
        await File.WriteAllLinesAsync(
            _folder.File("plays.tsv"),
            Enumerable.Range(0, Listens).Select(i => $"{i % 101}\t{i % 997}\t{1_122_854_400 + i}").Prepend("user_id\titem_id\ttimestamp"),
            Token);

        using Process first = Start([], "import-listens", _folder.File("plays.tsv"), "--data", _folder.File("data"));
        await WaitUntilAsync(() => first.HasExited || new FileInfo(_folder.File("data/hybridrec.db-wal")) is { Exists: true, Length: > 1_000_000 });
        first.Kill();
        await first.WaitForExitAsync(Token);
        int stored = await CountListensAsync();
        (int code, string output, _) = await RunAsync("import-listens", _folder.File("plays.tsv"), "--data", _folder.File("data"), "--json");

        Assert.Equal(Killed, first.ExitCode);
        Assert.InRange(stored, 1, Listens - 1);
        Assert.Equal(0, code);
        Assert.Contains($"\"accepted\": {Listens - stored},", output, StringComparison.Ordinal);
        Assert.Contains($"\"duplicate\": {stored},", output, StringComparison.Ordinal);
        Assert.Equal(Listens, await CountListensAsync());
    }

    [Fact]
    public async Task ImportAudio_RealFiles_AreDecodedAndBadOnesNamed()
    {
        string music = Directory.CreateDirectory(_folder.File("music")).FullName;
        await TestAudio.SineAsync(Path.Combine(music, "a.ogg"), 2, "-metadata", "artist=Ann", "-metadata", "title=One");
        await TestAudio.SineAsync(Path.Combine(music, "Bob - Two.mp3"), 2);
        await TestAudio.SineAsync(Path.Combine(music, "cut.flac"), 8);
        TestAudio.Truncate(Path.Combine(music, "cut.flac"), 0.5);
        await File.WriteAllTextAsync(Path.Combine(music, "text.mp3"), "this is not audio", Token);
        await File.WriteAllTextAsync(Path.Combine(music, "empty.mp3"), "", Token);

        (int code, string output, _) = await RunAsync("import-audio", music, "--data", _folder.File("data"));

        Assert.Equal(0, code);
        Assert.Contains("  new                  2", output, StringComparison.Ordinal);
        Assert.Contains("  bad                  3", output, StringComparison.Ordinal);
        Assert.Contains("cut.flac: truncated", output, StringComparison.Ordinal);
        Assert.Contains("empty.mp3: the file is empty", output, StringComparison.Ordinal);
        await using DataFolder data = await DataFolder.OpenAsync(_folder.File("data"), TimeProvider.System, Token);
        List<Track> tracks = await data.Catalogue.ReadAllAsync(Token).ToListAsync(Token);
        Assert.Equal(["Ann – One", "Bob – Two"], tracks.Select(track => track.DisplayName).Order());
        AudioFile file = (await data.Catalogue.FindFileAsync(Path.Combine(music, "a.ogg"), Token))!;
        Spectrogram excerpt = Assert.Single((await data.Spectrograms.LoadAsync(file.Fingerprint, Token))!);
        Assert.Equal(128, excerpt.Bands);
    }

    [Fact]
    public async Task ImportAudio_WithoutFfmpeg_Exits1WithOneLine()
    {
        string music = Directory.CreateDirectory(_folder.File("music")).FullName;
        await File.WriteAllTextAsync(Path.Combine(music, "a.mp3"), "x", Token);

        (int code, _, string error) = await RunAsync(
            ["env", "PATH=/nowhere"], "import-audio", music, "--data", _folder.File("data"));

        Assert.Equal(1, code);
        Assert.Contains("was not found. Install ffmpeg", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        await using DataFolder data = await DataFolder.OpenAsync(_folder.File("data"), TimeProvider.System, Token);
        Assert.Empty(await data.Catalogue.ReadFilesAsync(Token).ToListAsync(Token));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task ImportAudio_WithoutPermission_ReportsFoldersBelowAndFailsForTheRoot()
    {
        // Root may read anything unless it gives that right up.
        string[] without = Environment.UserName == "root"
            ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
            : [];
        Assert.SkipUnless(without.Length == 0 || File.Exists("/usr/bin/setpriv"), "setpriv is not installed.");
        string music = Directory.CreateDirectory(_folder.File("music")).FullName;
        string closed = Directory.CreateDirectory(Path.Combine(music, "closed")).FullName;
        await TestAudio.SineAsync(Path.Combine(music, "a.ogg"), 2);
        File.SetUnixFileMode(closed, UnixFileMode.None);

        (int code, string output, _) = await RunAsync(without, "import-audio", music, "--data", _folder.File("data"));
        File.SetUnixFileMode(music, UnixFileMode.None);
        (int denied, _, string error) = await RunAsync(without, "import-audio", music, "--data", _folder.File("data"));
        File.SetUnixFileMode(music, (UnixFileMode)0b111_000_000);

        Assert.Equal(0, code);
        Assert.Contains("  new                  1", output, StringComparison.Ordinal);
        Assert.Contains($"{closed}: permission denied", output, StringComparison.Ordinal);
        Assert.Equal(1, denied);
        Assert.Equal($"{music}: may not be read: permission denied.", error.Trim());
    }

    [Fact]
    public async Task ImportListens_DatabaseOfTheEnvironment_IsUsedAndRememberedForTheNextCommand()
    {
        string database = await server.CreateDatabaseAsync();
        string[] once = ["env", $"{DataFolder.DatabaseVariable}={database}"];
        await File.WriteAllTextAsync(
            _folder.File("plays.tsv"), "user_id\titem_id\ttimestamp\nann\tsong\t1700000000\nann\tsong\t1700000100\n", Token);

        (int first, string output, _) = await RunAsync(
            once, "import-listens", _folder.File("plays.tsv"), "--data", _folder.File("data"), "--json");
        (int second, string again, _) = await RunAsync(
            "import-listens", _folder.File("plays.tsv"), "--data", _folder.File("data"), "--json");

        Assert.Equal((0, 0), (first, second));
        Assert.Contains("\"accepted\": 2,", output, StringComparison.Ordinal);
        Assert.Contains("\"duplicate\": 2,", again, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("data/hybridrec.db")));
        await using DataFolder other = await DataFolder.OpenAsync(_folder.File("other"), database, TimeProvider.System, Token);
        Assert.Equal(2, await other.PlayLog.ReadAsync(null, null, null, Token).CountAsync(Token));
    }

    private static async Task WaitUntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(20, Token);
        }
    }

    private static Process Start(string[] prefix, params string[] arguments)
    {
        string[] command =
        [
            .. prefix,
            Dotnet,
            Path.Combine(AppContext.BaseDirectory, "HybridRec.Jobs.Cli.dll"),
            .. arguments,
        ];
        return Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] prefix, params string[] arguments)
    {
        using Process process = Start(prefix, arguments);
        Task<string> error = process.StandardError.ReadToEndAsync(Token);
        string output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output, await error);
    }

    private async Task<int> CountListensAsync()
    {
        await using DataFolder data = await DataFolder.OpenAsync(_folder.File("data"), TimeProvider.System, Token);
        return await data.PlayLog.ReadAsync(null, null, null, Token).CountAsync(Token);
    }
}
