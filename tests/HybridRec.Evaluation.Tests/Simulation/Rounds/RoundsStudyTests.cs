using System.Text.Json;
using HybridRec.Engine.Content;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Simulation;
using HybridRec.Evaluation.Simulation.Rounds;

namespace HybridRec.Evaluation.Tests.Simulation.Rounds;

public sealed class RoundsStudyTests
{
    private static readonly RoundsOptions Small = new() { Rounds = 3, ListLength = 4, RetrainEvery = 2, ChangeAt = 2, ChangeShare = 0.5 };

    private static readonly Task<HeardLibrary> Library = HeardLibrary.RenderAsync(
        LibraryPlan.Make(new LibraryOptions { Tracks = 60, Seconds = 4 }), null, CancellationToken.None);

    [Fact]
    public async Task RunAsync_SmallLibrary_ComparesAllAndRepeatsItself()
    {
        HeardLibrary library = await Library;
        RoundsPlan plan = Plan(library, Small with { Worlds = 2, Recommenders = [.. LineUp.Default, "hybrid@0.25"] });

        RoundsReport first = await StudyAsync(plan, threads: 1);
        RoundsReport second = await StudyAsync(plan, threads: 2);

        Assert.Equal(Figures(first), Figures(second));
        Assert.Equal(plan.Options.Recommenders, first.Recommenders.Select(one => one.Name));
        Assert.All(first.Recommenders, one => Assert.All(one.Measures, measure => Assert.Equal(3, measure.ByRound.Count)));
        Assert.Equal(120, first.Simulation.Listeners);
        Assert.InRange(first.Simulation.ChangedListeners, 30, 90);
        Assert.True(Found(first, "oracle") > Found(first, "hybrid"));
        Assert.True(Found(first, "hybrid") > Found(first, "random"));
    }

    [Fact]
    public async Task Write_MakesReportsAndFiguresThatCanBeReadBack()
    {
        RoundsPlan plan = Plan(await Library, Small with { Recommenders = ["random", "popularity", "hybrid"] });
        string folder = Directory.CreateTempSubdirectory("simulate-").FullName;
        try
        {
            RoundsReport report = await StudyAsync(plan, threads: 0);
            RoundsFiles.Write(report, folder);

            using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(
                Path.Combine(folder, RoundsFiles.MetricsName), TestContext.Current.CancellationToken));
            Assert.Equal("simulation", json.RootElement.GetProperty("kind").GetString());
            Assert.Equal(1, json.RootElement.GetProperty("schema").GetInt32());
            Assert.Equal(3, json.RootElement.GetProperty("recommenders").GetArrayLength());
            string text = await File.ReadAllTextAsync(
                Path.Combine(folder, ReportFiles.MarkdownName), TestContext.Current.CancellationToken);
            Assert.Contains("Held-back taste found", text, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(folder, ReportFiles.HtmlName)));
            Assert.All(RoundsTable.Lines(report), line => Assert.True(line.Length <= 120, line));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("rounds", "21 rounds are more than the 20 tracks")]
    [InlineData("change", "cannot change at round 3 of 3")]
    [InlineData("recommender", "no recommender \"svd\"")]
    [InlineData("dial", "no recommender \"hybrid@2\"")]
    [InlineData("twice", "each once")]
    [InlineData("size", "too many for play logs in memory")]
    public async Task RunAsync_BadOptions_SaysWhatIsWrong(string what, string complaint)
    {
        SimulatedWorld world = Worlds.Of([.. Enumerable.Range(0, 20).Select(i => i % 10)], [], ([0], [0]));
        RoundsPlan plan = Plan(TinyRounds.Library(world, 10), what switch
        {
            "rounds" => Small with { Rounds = 21 },
            "change" => Small with { ChangeAt = 3 },
            "recommender" => Small with { Recommenders = ["svd"] },
            "dial" => Small with { Recommenders = ["hybrid@2"] },
            "twice" => Small with { Recommenders = ["als", "als"] },
            _ => Small,
        });
        plan = what == "size" ? plan with { Listeners = plan.Listeners with { Listeners = 100_000_000 } } : plan;

        SimulationInputException problem =
            await Assert.ThrowsAsync<SimulationInputException>(() => StudyAsync(plan, threads: 0));

        Assert.Contains(complaint, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NoListeners_Throws()
    {
        SimulatedWorld world = Worlds.Of([.. Enumerable.Range(0, 20).Select(i => i % 10)], [], ([0], [0]));
        RoundsPlan plan = Plan(TinyRounds.Library(world, 10), Small);

        await Assert.ThrowsAsync<System.ComponentModel.DataAnnotations.ValidationException>(() =>
            StudyAsync(plan with { Listeners = plan.Listeners with { Listeners = 0 } }, threads: 0));
    }

    [Fact]
    public void Summary_OfDifferencesThatMayBeChance_ClaimsNone()
    {
        RoundsReport report = Report(pHolm: 0.2);

        string words = string.Join(' ', RoundsWords.Summary(report));

        Assert.DoesNotContain("more truly liked tracks than those of als", words, StringComparison.Ordinal);
        Assert.Contains("no difference is significant", words, StringComparison.Ordinal);
        Assert.DoesNotContain("narrow", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_OfSignificantDifferences_SaysWhichWay()
    {
        string words = string.Join(' ', RoundsWords.Summary(Report(pHolm: 0.01)));

        Assert.Contains("The hybrid's lists hold more truly liked tracks than those of als.", words, StringComparison.Ordinal);
        Assert.Contains("plays narrow to fewer styles under als.", words, StringComparison.Ordinal);
    }

    private static RoundsReport Report(double pHolm) => new()
    {
        Run = new("", "", "", Worlds.Now, 1, new Dictionary<string, double>(), 0),
        Simulation = new("a test", 20, 0, [], 10, 0, 50, 0, 0, 0, Small, new BehaviourOptions(), []),
        OneRound = new(new(1, 1, 1, 1), new(0, 0, 0, 1), new(0, 0, 0, 1), new(1, 1, 1, 1), new(0, 0, 0, 1)),
        OneRoundLengths = new ListLengths(),
        Recommenders = [],
        Tests =
        [
            new("liked", 4, "als", "hybrid", -0.1, -0.2, -0.05, pHolm / 2, pHolm),
            new("styles-played", 4, "als", RoundsTests.FirstRounds, -0.5, -0.6, -0.4, pHolm / 2, pHolm),
        ],
    };

    private static double Found(RoundsReport report, string name) => report.Recommenders
        .Single(one => one.Name == name).Measures[RoundMeasure.IndexOf("found")].Overall!.Estimate;

    private static string Figures(RoundsReport report) => JsonSerializer.Serialize(new
    {
        report.OneRound,
        report.Tests,
        Recommenders = report.Recommenders.Select(one => new { one.Measures, one.Gini, one.Following }),
    });

    private static RoundsPlan Plan(HeardLibrary library, RoundsOptions options)
    {
        RoundsPlan plan = new(library, options) { OneRound = new ListLengths(6, 3) };
        return plan with { Listeners = plan.Listeners with { Listeners = 60 } };
    }

    // A network of a few steps: it need not hear well here, only the same way each time.
    private static Task<RoundsReport> StudyAsync(RoundsPlan plan, int threads) => new RoundsStudy(
        new TrainingOptions
        {
            Als = new ImplicitAlsOptions { Rank = 8, Threads = threads },
            Content = new ContentOptions { Channels = 8, Members = 1, EmbeddingSize = 16, BatchSize = 16, Passes = 2, MinSteps = 10 },
        },
        new Worlds.FixedClock()).RunAsync(plan, null, TestContext.Current.CancellationToken);
}
