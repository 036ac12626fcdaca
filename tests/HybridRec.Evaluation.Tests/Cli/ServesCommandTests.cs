using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Storage;
using HybridRec.Eval.Cli;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Evaluation.Tests.Cli;

/// <summary><c>serves</c> on a data folder.</summary>
public sealed class ServesCommandTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        int exitCode = await EvalCommandLine.RunAsync(["serves", .. args], output, error, TimeProvider.System, Token);
        return (exitCode, output.ToString(), error.ToString());
    }

    [Fact]
    public async Task Serves_ListsAndPlays_EstimatesFromThoseThatChanceGave()
    {
        await using (DataFolder data = await DataFolder.OpenAsync(Data, TimeProvider.System, Token))
        {
            IReadOnlyList<TrackId> tracks = await data.Catalogue.ResolveAsync(
                [.. Enumerable.Range(1, 3).Select(number => new TrackDescription { Artist = $"a {number}", Title = $"t {number}" })], Token);
            for (int listener = 0; listener < 20; listener++)
            {
                UserId user = await data.PlayLog.GetOrAddUserAsync($"listener {listener}", Token);
                await data.ServeLog.AppendAsync(
                    new ServedList(
                        user,
                        Noon,
                        new ModelVersion("20260101T000000000Z-00000001"),
                        0.5,
                        [new(tracks[0], 1, "lift", 1, 0.5), new(tracks[1], 2, "sounds-like", 1, 0.5), new(tracks[2], 3, "blend", 1, 1)]),
                    Token);
                await data.PlayLog.AppendAsync(
                    [.. tracks.Select((track, i) => new Listen(user, track, Noon.AddHours(i + 1)) { Skipped = i == 1 || listener < 5 })], Token);
            }
        }

        string target = Path.Combine(_folder.Path, "out");
        (int exitCode, string output, string error) = await RunAsync("--data", Data, "--out", target);

        Assert.True(exitCode == 0, error);
        Assert.StartsWith("40 places of 20 listeners", output);
        Assert.Contains("\"always lift\" would be better: 0.750", output);
        Assert.True(File.Exists(Path.Combine(target, ReportFiles.HtmlName)));
    }

    [Fact]
    public async Task Serves_NothingServed_FailsInOneLine()
    {
        await (await DataFolder.OpenAsync(Data, TimeProvider.System, Token)).DisposeAsync();

        (int exitCode, _, string error) = await RunAsync("--data", Data);

        Assert.Equal(1, exitCode);
        Assert.Contains("nothing can be estimated", error);
        Assert.Equal(1, (await RunAsync("--data", Path.Combine(_folder.Path, "nowhere"))).ExitCode);
    }
}
