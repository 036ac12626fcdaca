using System.Text.Json;
using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Data;
using HybridRec.Evaluation.Lineup;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Tuning;

namespace HybridRec.Evaluation.Tests.Tuning;

public sealed class TunerTests : IDisposable
{
    private const int Trials = 6;

    private static readonly SearchSpace Space = SearchSpace.Parse(JsonDocument.Parse(
        """{"item-knn.neighbours": [1, 2, 4, 8, 16], "item-knn.shrinkage": {"from": 0, "to": 20}}""").RootElement);

    private readonly TemporaryFolder _folder = new();

    private string Log => Path.Combine(_folder.Path, "tuning.jsonl");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_FindsNothingWorseThanWhatWasGiven()
    {
        Tuned tuned = await TuneAsync(Data());

        TuningTrial[] trials = Logged();
        Assert.Equal(Enumerable.Range(0, Trials), trials.Select(trial => trial.Trial));
        TuningTrial best = trials.MaxBy(trial => trial.Value)!;
        Assert.Equal(best.Options["item-knn.neighbours"], tuned.Settings.Values["item-knn.neighbours"]);
        Assert.True(best.Value >= trials[0].Value);
        Assert.True(trials.Select(trial => trial.Options["item-knn.neighbours"]).Distinct().Count() > 1);
        Assert.Contains($"at best of {Trials} trials", tuned.Notes.Single());
    }

    [Fact]
    public async Task RunAsync_BrokenOff_GoesOnWithTheSameTrials()
    {
        await TuneAsync(Data());
        TuningTrial[] whole = Logged();

        // As a crash would leave it: two whole lines and a part of the third.
        string[] lines = File.ReadAllLines(Log);
        File.WriteAllText(Log, $"{lines[0]}\n{lines[1]}\n{lines[2][..20]}");
        await TuneAsync(Data());

        TuningTrial[] resumed = Logged();
        Assert.Equal(whole.Select(Line), resumed.Select(Line));
    }

    [Fact]
    public async Task RunAsync_OtherTestPart_TriesAndFindsTheSame()
    {
        EvaluationData data = Data();
        await TuneAsync(data);
        string[] first = [.. Logged().Select(Line)];
        File.Delete(Log);

        // What is held out for the final figures must not reach the search.
        await TuneAsync(data with { Test = data.Tuning!.Validation });

        Assert.Equal(first, Logged().Select(Line));
    }

    [Fact]
    public async Task RunAsync_OtherData_DoesNotUseTheOldTrials()
    {
        await TuneAsync(Data());
        await TuneAsync(Data() with { Hash = "other" });

        Assert.Equal(2 * Trials, Logged().Length);
    }

    [Fact]
    public async Task RunAsync_OtherSettings_DoesNotUseTheOldTrials()
    {
        await TuneAsync(Data());
        await TuneAsync(Data(), ModelSettings.Default.With("als.rank", "8"));

        Assert.Equal(2 * Trials, Logged().Length);
    }

    [Fact]
    public async Task RunAsync_AudioBeforeHybrid_LeavesTheirCommonOptionsToTheHybrid()
    {
        SearchSpace space = SearchSpace.Parse(JsonDocument.Parse("""{"recommender.audio-weight": [0, 0.2]}""").RootElement);
        EvaluationData data = Data();
        data = data with
        {
            ItemVectors = new FactorMatrix(
                [.. Enumerable.Range(0, data.Items.Count).SelectMany(item => new[] { item % 2, 1f - (item % 2) })], data.Items.Count, 2),
        };
        RunOptions run = new() { Models = [new ModelName("audio"), new ModelName("hybrid")], Ks = [5] };

        await new Tuner(space, 2, Log, TimeProvider.System).RunAsync(data, run, null, Cancel);

        Assert.Equal(["hybrid", "hybrid"], Logged().Select(trial => trial.Kind));
    }

    [Fact]
    public async Task RunAsync_NoValidationPart_Throws() =>
        await Assert.ThrowsAsync<EvaluationException>(() => TuneAsync(Data() with { Tuning = null }));

    [Theory]
    [InlineData("""{"als.ranks": [1]}""", "There is no option als.ranks")]
    [InlineData("""{"als.rank": []}""", "The space of als.rank must be")]
    [InlineData("""{"als.alpha": {"from": 2, "to": 1}}""", "The space of als.alpha must be")]
    [InlineData("""{"als.alpha": {"from": 0, "to": 1, "log": true}}""", "The space of als.alpha must be")]
    [InlineData("""{"als.rank": ["many"]}""", "Option als.rank must be")]
    [InlineData("""[1]""", "is a JSON object")]
    public void Parse_WrongSpace_SaysWhatIsWrong(string json, string message) => Assert.Contains(
        message, Assert.Throws<EvaluationException>(() => SearchSpace.Parse(JsonDocument.Parse(json).RootElement)).Message);

    private static string Line(TuningTrial trial) =>
        $"{trial.Kind} {trial.Trial} {string.Join(' ', trial.Options.OrderBy(option => option.Key))} {trial.Value:R}";

    private Task<Tuned> TuneAsync(EvaluationData data, ModelSettings? settings = null)
    {
        RunOptions run = new()
        {
            Models = [new ModelName("popularity"), new ModelName("item-knn")],
            Ks = [5],
            Settings = settings ?? ModelSettings.Default,
        };
        return new Tuner(Space, Trials, Log, TimeProvider.System).RunAsync(data, run, null, Cancel);
    }

    private TuningTrial[] Logged() =>
    [
        .. File.ReadLines(Log).Select(Read).OfType<TuningTrial>(),
    ];

    private static TuningTrial? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TuningTrial>(line, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Two tastes, told apart by play counts that differ.</summary>
    private EvaluationData Data()
    {
        Random chance = new(5);
        List<string> rows = ["user_id\titem_id\tplay_count"];
        for (int user = 0; user < 40; user++)
        {
            for (int play = 0; play < 12; play++)
            {
                rows.Add($"{user}\t{(chance.Next(30) * 2) + (chance.Next(5) == 0 ? 1 - (user % 2) : user % 2)}\t{chance.Next(1, 9)}");
            }
        }

        string plays = _folder.Write("plays.tsv", [.. rows]);
        return EvaluationDataReader.Read(new DataRequest { Interactions = plays, Split = "random:0.2", NeedsValidation = true });
    }
}
