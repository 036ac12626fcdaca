using System.Net;
using System.Net.Sockets;
using HybridRec.Api.Demo;
using HybridRec.Engine.Content;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Simulation;

namespace HybridRec.Api.Tests.Demo;

public sealed class DemoCommandTests : IDisposable
{
    // A third of the network in half the steps, as in the tests of the simulated study.
    private static readonly TrainingOptions Small = new()
    {
        Als = new ImplicitAlsOptions { Rank = 16 },
        Content = new ContentOptions { Channels = 8, Members = 1, EmbeddingSize = 32, MinSteps = 100, MaxSteps = 100 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("hybridrec-demo-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task RunAsync_SmallWorldAndATakenPort_KeepsItsPromisesAndShowsTwoPlaylists()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using StringWriter output = new();
        DemoOptions options = new()
        {
            Exit = true,
            Data = _folder,
            Port = port,
            Tracks = 60,
            TrackSeconds = 5,
            Listeners = 60,
            Lengths = new ListLengths(All: 8, Cold: 3),
            Training = Small,
        };

        int exitCode = await DemoCommand.RunAsync(options, output, TestContext.Current.CancellationToken);

        string said = output.ToString();
        Assert.True(exitCode == 0, said);
        Assert.Contains("60 files usable, 0 bad, 0 unreadable", said, StringComparison.Ordinal);
        Assert.Contains("listens submitted, 3 playlists fetched", said, StringComparison.Ordinal);
        Assert.Equal(2, said.Split("(hidden style)").Length - 1);
        Assert.Contains("because you play", said, StringComparison.Ordinal);
        Assert.Contains("hybrid ÷ popularity", said, StringComparison.Ordinal);
        Assert.Contains("Time by stage", said, StringComparison.Ordinal);
        Assert.DoesNotContain($"127.0.0.1:{port}/", said, StringComparison.Ordinal);

        // A second demonstration must not mix its listeners with those of the first.
        Assert.Equal(1, await DemoCommand.RunAsync(options, output, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_RealMusicAndListens_ServesTheirListenerAndAVisitorByEar()
    {
        LibraryPlan plan = LibraryPlan.Make(new LibraryOptions { Tracks = 20, Seconds = 4 });
        string music = Path.Combine(_folder, "music");
        await RenderedLibrary.RenderAsync(plan, music, cancellationToken: TestContext.Current.CancellationToken);
        string listens = Path.Combine(_folder, "listens.tsv");
        await File.WriteAllLinesAsync(
            listens,
            ["user_id\titem_id\tplay_count", "ann\t1\t12", "ann\t2\t3", "bob\t2\t5", "bob\t3\t1"],
            TestContext.Current.CancellationToken);
        await using StringWriter output = new();

        int exitCode = await DemoCommand.RunAsync(
            new DemoOptions
            {
                Exit = true,
                Data = Path.Combine(_folder, "data"),
                Audio = music,
                Listens = listens,
                Port = 5980,
                Training = Small,
            },
            output,
            TestContext.Current.CancellationToken);

        string said = output.ToString();
        Assert.True(exitCode == 0, said);
        Assert.Contains("4 accepted, 0 duplicate, 0 rejected", said, StringComparison.Ordinal);
        Assert.Contains("ann:", said, StringComparison.Ordinal);
        Assert.Contains("bob:", said, StringComparison.Ordinal);
        Assert.Contains("demo-visitor has just heard", said, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden style", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoSuchFolderOfMusic_FailsWithoutServing()
    {
        await using StringWriter output = new();

        int exitCode = await DemoCommand.RunAsync(
            new DemoOptions { Exit = true, Data = Path.Combine(_folder, "data"), Audio = Path.Combine(_folder, "absent") },
            output,
            TestContext.Current.CancellationToken);

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("Start the server", output.ToString(), StringComparison.Ordinal);
    }
}
