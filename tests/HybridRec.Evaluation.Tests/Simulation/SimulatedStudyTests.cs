using HybridRec.Engine.Content;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Simulation;

namespace HybridRec.Evaluation.Tests.Simulation;

public sealed class SimulatedStudyTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task RunAsync_SmallWorld_HybridBeatsPopularityAndChanceAlsoAmongColdTracks(int seed)
    {
        SimulatedStudy study = new(Small(seed), new Worlds.FixedClock());

        HeldBackReport report = await study.RunAsync(
            new LibraryOptions { Tracks = 80, Seconds = 6, Seed = seed },
            new ListenerOptions { Listeners = 100, Seed = seed },
            new ListLengths(All: 10, Cold: 4),
            cancellationToken: TestContext.Current.CancellationToken);

        output.WriteLine($"{report}");
        Assert.Empty(report.BrokenPromises);
    }

    // A third of the network in half the steps: enough for ten styles, and five trainings fit into a minute.
    private static TrainingOptions Small(int seed) => new()
    {
        Seed = seed,
        Als = new ImplicitAlsOptions { Rank = 16, Seed = seed },
        Content = new ContentOptions { Channels = 8, Members = 1, EmbeddingSize = 32, MinSteps = 100, MaxSteps = 100, Seed = seed },
    };
}
