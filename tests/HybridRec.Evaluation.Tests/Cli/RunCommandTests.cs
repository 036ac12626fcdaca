using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Tests.Protocol;

namespace HybridRec.Evaluation.Tests.Cli;

/// <summary>The whole command on a small world: two tastes, items whose vectors tell them apart, some of them cold.</summary>
public sealed class RunCommandTests : IDisposable
{
    private const int Items = 60;
    private const int ColdFrom = 54;
    private const int Users = 50;

    private readonly TemporaryFolder _folder = new();
    private readonly string _train;
    private readonly string _validation;
    private readonly string _test;
    private readonly string _vectors;

    public RunCommandTests()
    {
        Random chance = new(3);
        List<string>[] parts = [.. Enumerable.Range(0, 3).Select(_ => new List<string> { "user_id\titem_id\tplay_count" })];
        float[] vectors = new float[Items * 2];
        for (int item = 0; item < Items; item++)
        {
            vectors[(2 * item) + (item % 2)] = 1 + chance.NextSingle();
            vectors[(2 * item) + 1 - (item % 2)] = 0.2f * chance.NextSingle();
        }

        for (int user = 0; user < Users; user++)
        {
            for (int item = user % 2; item < Items; item += 2)
            {
                // The cold items occur in the test part alone.
                int part = item >= ColdFrom ? 2 : chance.Next(10) switch { < 5 => 0, 5 => 1, 6 => 2, _ => -1 };
                if (part >= 0 && (item < ColdFrom || chance.Next(3) == 0))
                {
                    parts[part].Add($"{user}\t{item}\t{chance.Next(1, 6)}");
                }
            }
        }

        _train = _folder.Write("train.tsv", [.. parts[0]]);
        _validation = _folder.Write("valid.tsv", [.. parts[1]]);
        _test = _folder.Write("test.tsv", [.. parts[2]]);
        _vectors = Path.Combine(_folder.Path, "vectors.npy");
        NpyFile.Write(_vectors, vectors, Items, 2);
    }

    private string Out => Path.Combine(_folder.Path, "out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_WholeLineUp_WritesFiguresThatTheFilesAloneConfirm()
    {
        (int exitCode, string output, string error) = await RunAsync(
            "--models", "random,popularity,item-knn,user-knn,lift,slim,ease,item2vec,als,cf,audio,hybrid,hybrid@0,hybrid@0.5,hybrid@1",
            "--k", "5,10,20", "--vectors", _vectors, "--recommendations");

        Assert.True(exitCode == 0, error);
        Assert.Contains("report.html", output);
        RunReport report = RunReportFile.Read(Out);
        NaiveRecomputation check = new(
            Path.Combine(Out, "recommendations.tsv"), Path.Combine(Out, "items.tsv"), [_train, _validation], _test, allCandidates: false);
        foreach (ModelReport model in report.Models)
        {
            MetricValue[] figures = [.. model.Metrics.Where(value => NaiveRecomputation.Metrics.Contains(value.Metric))];
            int compared = model.Dial is null && !model.Name.Contains('@')
                ? check.AssertAgrees(model.Name, figures)
                : report.Ks.Sum(k => check.AssertAgrees($"{model.Name}/{k}", figures.Where(value => value.K == k)));
            Assert.Equal(NaiveRecomputation.Metrics.Count * report.Ks.Count, compared);
        }

        ModelReport hybrid = report.Models.Single(model => model.Name == "hybrid");
        double cold = hybrid.ColdAmongThemselves.Single(value => value is { Metric: "recall", K: 5 }).Value;
        double chance = report.Models[0].ColdAmongThemselves.Single(value => value is { Metric: "recall", K: 5 }).Value;
        Assert.True(cold >= chance, $"{cold} against {chance} by chance");
        Assert.Equal(Items - ColdFrom, report.Data.ColdItems);
        Assert.Equal([0, 0.5, 1], report.Models.Where(model => model.Dial is not null).Select(model => model.Dial!.Discovery));
        string html = await File.ReadAllTextAsync(Path.Combine(Out, "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("hybrid@0.5", html);
    }

    [Fact]
    public async Task Run_Again_GivesTheSameFigures()
    {
        string[] arguments = ["--models", "random,popularity,item-knn,als,hybrid@0.5", "--k", "5,20", "--vectors", _vectors];
        await RunAsync(arguments);
        RunReport first = RunReportFile.Read(Out);
        await RunAsync(arguments);
        RunReport second = RunReportFile.Read(Out);

        Assert.Equal(Figures(first), Figures(second));
        Assert.Equal(first.Tests, second.Tests);
    }

    [Fact]
    public async Task Run_WithRivals_HoldsTheDialAgainstEach()
    {
        (int exitCode, string output, string error) = await RunAsync(
            "--models", "als,hybrid@0,hybrid@1,mmr@0.3,xquad@0.5,popularity-discount@0.5,z-mix@0.5", "--k", "5", "--vectors", _vectors);

        Assert.True(exitCode == 0, error);
        Assert.Contains("The dial is on or above xquad at", output);
        FrontierReport frontier = RunReportFile.Read(Out).Frontier!;
        Assert.Equal(["mmr", "xquad", "popularity-discount", "z-mix"], frontier.Rivals.Select(rival => rival.Rival));
        Assert.Equal(6, frontier.Points.Count);
        Assert.All(frontier.Rivals, rival => Assert.Equal([0, 1], rival.Gaps.Select(gap => gap.Discovery)));
        string html = await File.ReadAllTextAsync(Path.Combine(Out, "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("The dial against rivals", html);
    }

    [Fact]
    public async Task Run_Tuned_ReportsWhatWasFoundAndUsesIt()
    {
        (int exitCode, _, string error) = await RunAsync("--models", "popularity,item-knn", "--k", "5", "--tune", "--trials", "4");

        Assert.True(exitCode == 0, error);
        RunReport report = RunReportFile.Read(Out);
        Assert.Equal(4, File.ReadLines(Path.Combine(Out, "tuning.jsonl")).Count());
        Assert.Contains(report.Data.Notes, note => note.StartsWith("item-knn tuned on the validation part", StringComparison.Ordinal));
        Assert.True(report.Data.ValidationPairs > 0);
    }

    [Fact]
    public async Task Run_AllCandidates_MeasuresTheNeverHeardShare()
    {
        (int exitCode, _, string error) = await RunAsync("--models", "popularity,als", "--k", "5", "--candidates", "all");

        Assert.True(exitCode == 0, error);
        RunReport report = RunReportFile.Read(Out);
        Assert.All(report.Models, model => Assert.Contains(model.Metrics, value => value.Metric == "never-heard"));
        Assert.Equal("all", report.Data.Candidates);
    }

    [Fact]
    public async Task Run_WithoutLists_LeavesNoneOfAnEarlierRun()
    {
        await RunAsync("--models", "popularity", "--recommendations");
        Assert.True(File.Exists(Path.Combine(Out, "recommendations.tsv")) && File.Exists(Path.Combine(Out, "items.tsv")));

        (int exitCode, _, string error) = await RunAsync("--models", "random");

        Assert.True(exitCode == 0, error);
        Assert.False(File.Exists(Path.Combine(Out, "recommendations.tsv")));
        Assert.False(File.Exists(Path.Combine(Out, "items.tsv")));
        Assert.True(File.Exists(Path.Combine(Out, "metrics.json")));
    }

    [Fact]
    public async Task Run_Json_PrintsTheMetricsFile()
    {
        (_, string output, _) = await RunAsync("--models", "popularity", "--k", "5", "--json");

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Out, "metrics.json"), TestContext.Current.CancellationToken), output);
    }

    [Fact]
    public async Task Run_AudioWithNothingToHear_IsLeftOutWithTheReason()
    {
        (int exitCode, _, string error) = await RunAsync("--models", "popularity,audio", "--k", "5");

        Assert.True(exitCode == 0, error);
        RunReport report = RunReportFile.Read(Out);
        Assert.Equal("popularity", Assert.Single(report.Models).Name);
        Assert.Contains(report.Data.Notes, note => note.StartsWith("audio left out", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--k 100", "Lists of 100 items cannot be made of 60")]
    [InlineData("--vectors VECTORS.csv", "VECTORS.csv")]
    [InlineData("--items ITEMS.tsv", "ITEMS.tsv")]
    [InlineData("--experiment NONE.json", "NONE.json")]
    [InlineData("--out /dev/null/x", "Cannot write to /dev/null/x")]
    [InlineData("--models als --reference ease", "ease")]
    public async Task Run_ImpossibleRequest_ExitsWithOneAndSaysWhy(string arguments, string message)
    {
        (int exitCode, _, string error) = await RunAsync(arguments.Split(' '));

        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e39")]
    [InlineData("-1")]
    public async Task Run_CountThatIsNone_ExitsWithOneAndNamesTheLine(string count)
    {
        string bad = _folder.Write("bad.tsv", ["user_id\titem_id\tplay_count", "1\t1\t2", $"1\t2\t{count}"]);

        (int exitCode, _, string error) = await CommandLine.RunAsync("run", "--train", bad, "--test", _test, "--out", Out);

        Assert.Equal(1, exitCode);
        Assert.Contains($"line 3 has the play count \"{count}\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UsersAndItemsWithoutPlays_AreCountedAndRanked()
    {
        // User 900 has nothing but a count of 0, item 901 too; user 902 is in the test part alone.
        string train = _folder.Write("more.tsv", [.. File.ReadAllLines(_train), "900\t0\t0", "0\t901\t0"]);
        string test = _folder.Write("most.tsv", [.. File.ReadAllLines(_test), "902\t1\t1", "900\t1\t1"]);

        (int exitCode, _, string error) = await CommandLine.RunAsync(
            "run", "--train", train, "--test", test, "--out", Out, "--k", "5",
            "--models", "popularity,item-knn,user-knn,lift,ease,item2vec,als,cf,hybrid");

        Assert.True(exitCode == 0, error);
        RunReport report = RunReportFile.Read(Out);
        Assert.Contains("2 training rows with play count 0 left out", report.Data.Notes);
        Assert.Contains("2 users of the test part have no training plays and are not averaged", report.Data.Notes);
        Assert.All(report.Models.SelectMany(model => model.Metrics), value => Assert.True(double.IsFinite(value.Value)));
    }

    [Fact]
    public async Task Run_RankAboveTheNumberOfItems_Ranks()
    {
        (int exitCode, _, string error) = await RunAsync("--models", "als,cf,hybrid", "--set", "als.rank=96", "--k", "5");

        Assert.True(exitCode == 0, error);
        Assert.All(
            RunReportFile.Read(Out).Models,
            model => Assert.InRange(model.Metrics.Single(value => value is { Metric: "recall", K: 5 }).Value, 0.05, 1));
    }

    [Fact]
    public async Task Run_StoppedWhileFactorising_ExitsWith130AndWritesNoReport()
    {
        using CancellationTokenSource stop = new();
        using StopsAt error = new("Factorising", stop);

        int exitCode = await HybridRec.Eval.Cli.EvalCommandLine.RunAsync(
            ["run", "--train", _train, "--test", _test, "--out", Out, "--k", "5", "--models", "als", "--set", "als.iterations=1000"],
            TextWriter.Null, error, TimeProvider.System, stop.Token);

        Assert.Equal(130, exitCode);
        Assert.EndsWith("Stopped.", error.ToString().TrimEnd());
        Assert.False(File.Exists(Path.Combine(Out, "metrics.json")));
    }

    [Theory]
    [InlineData("popularity")]
    [InlineData("als", "evidence")]
    public async Task Run_HalfLifeWithoutTimes_ExitsWithOneAndSaysWhy(string model, string? group = null)
    {
        (int exitCode, _, string error) = await RunAsync("--models", model, "--set", $"{group ?? model}.half-life-days=30");

        Assert.Equal(1, exitCode);
        Assert.Contains($"{group ?? model}.half-life-days needs plays with times", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HalfLife_FollowsWhatIsPlayedLately()
    {
        // Items 0 to 9 are old, 10 to 19 new, and most people know one kind. The last ten went over from old to new.
        const int Long = 1_000 * 86_400;
        const int Lately = 2_000 * 86_400;
        List<string> rows = ["user_id\titem_id\ttimestamp"];
        List<string> last = ["user_id\titem_id\ttimestamp"];
        for (int user = 0; user < 40; user++)
        {
            for (int item = 0; item < 20; item++)
            {
                bool isNew = item >= 10;
                int kind = (item + user) % 10;
                bool plays = user < 30 ? isNew == (user >= 15) && kind > 1 : isNew ? kind < 4 : kind < 5;
                if (plays)
                {
                    rows.Add($"{user}\t{item}\t{(isNew ? Lately : Long)}");
                }
                else if (user >= 30 && isNew)
                {
                    last.Add($"{user}\t{item}\t{Lately + 1}");
                }
            }
        }

        string timed = _folder.Write("timed.tsv", [.. rows]);
        string held = _folder.Write("held.tsv", [.. last]);
        double[][] recall = [[], []];
        foreach (int on in (int[])[0, 1])
        {
            (int exitCode, _, string error) = await CommandLine.RunAsync(
                "run", "--train", timed, "--test", held, "--out", Out, "--k", "6", "--models", "popularity,als,hybrid", "--set",
                $"popularity.half-life-days={30 * on}", "--set", $"evidence.half-life-days={30 * on}");
            Assert.True(exitCode == 0, error);
            recall[on] =
                [.. RunReportFile.Read(Out).Models.Select(model => model.Metrics.Single(value => value is { Metric: "recall", K: 6 }).Value)];
        }

        Assert.Equal([1, 1, 1], recall[1]);
        Assert.All(recall[0], value => Assert.True(value < 0.9, $"{value} without a half-life"));
    }

    /// <summary>Stops a command as soon as it says something.</summary>
    private sealed class StopsAt(string words, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(words, StringComparison.Ordinal) == true)
            {
                stop.Cancel();
            }
        }
    }

    private static IEnumerable<string> Figures(RunReport report) => report.Models.SelectMany(model =>
        model.Metrics.Concat(model.ColdAmongThemselves).Select(value => $"{model.Name} {value}"));

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        List<string> line = ["run", "--train", _train, "--valid", _validation, "--test", _test, .. arguments];
        Default("--k", "5");
        Default("--out", Out);
        Default("--models", "popularity");
        return CommandLine.RunAsync([.. line]);

        void Default(string option, string value)
        {
            if (!arguments.Contains(option))
            {
                line.AddRange([option, value]);
            }
        }
    }
}
