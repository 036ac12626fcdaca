using System.Diagnostics;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Lineup;

namespace HybridRec.Evaluation.Protocol;

/// <summary>Runs the evaluation protocol: every model is trained, ranks all candidates for all users, and is measured.</summary>
/// <param name="options">What is measured.</param>
/// <param name="clock">Supplies the time.</param>
public sealed class EvaluationRun(RunOptions options, TimeProvider clock)
{
    private readonly Dictionary<string, double> _seconds = [];
    private readonly List<(string Model, IReadOnlyDictionary<(string Metric, int K), double[]> PerUser)> _perUser = [];

    /// <summary>Per-user values of each model by (metric, k), in the order of <see cref="UserRows"/>; filled by the run.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<(string Metric, int K), double[]>> PerUser =>
        _perUser.ToDictionary(model => model.Model, model => model.PerUser);

    /// <summary>The evaluated users' rows; filled by the run.</summary>
    public IReadOnlyList<int> UserRows { get; private set; } = [];

    /// <summary>What training says of the items; filled by the run.</summary>
    public ItemFacts? Items { get; private set; }

    /// <summary>Runs.</summary>
    /// <param name="data">The data. Models are trained on everything before its test part.</param>
    /// <param name="ranked">Told each model's lists; may be null.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellationToken">Stops within a stage.</param>
    /// <exception cref="EvaluationException">The data do not allow what is asked; the message says why.</exception>
    public async Task<RunReport> RunAsync(
        EvaluationData data,
        Action<RankedModel>? ranked = null,
        IProgress<StageProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        DateTimeOffset startedAt = clock.GetUtcNow();
        long started = Stopwatch.GetTimestamp();
        ThrowIfImpossible(data);
        List<string> notes = [.. data.Notes];
        ModelName[] models = [.. options.Models.Where(model => IsPossible(model, data, notes))];
        string reference = $"{Reference(models)}";
        ModelTrainer trainer = new(data, options.Settings, options.Seed, clock);
        ModelRanking ranking = new(data, options);
        MeasureReferences references = await ReferencesAsync(data, models, trainer, ranking, progress, cancellationToken);
        ModelMeasurement measurement = Timed("prepare", () => new ModelMeasurement(data, options, ranking, references));
        UserRows = ranking.UserRows;
        Items = measurement.Items;

        List<ModelReport> reports = [];
        foreach (ModelName model in models)
        {
            progress?.Report(new StageProgress("Evaluating", reports.Count, models.Length, "models", $"{model}"));
            TrainedModel made = await trainer.TrainAsync(model, progress, cancellationToken);
            (ModelReport report, IReadOnlyDictionary<(string Metric, int K), double[]> perUser) =
                measurement.Measure(model, made, ranked, cancellationToken);
            _perUser.Add((report.Name, perUser));
            Count(report);
            reports.Add(report);
        }

        progress?.Report(new StageProgress("Evaluating", reports.Count, models.Length, "models"));
        IReadOnlyList<PairedTest> tests = Timed(
            "compare", () => PairedTests.Make(_perUser, reference, ["recall", "ndcg"], options.MainK, options.Seed));
        HubnessReport[] spaces = Timed(
            "hubness", () => trainer.Spaces().Select(space => Hubness.Of(space.Vectors, space.Name, options.Seed)).ToArray());
        _seconds["total"] = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new RunReport
        {
            Run = RunFacts.Make(options.Command, startedAt, options.Seed, _seconds),
            Data = Facts(data, notes),
            Ks = options.Ks,
            MainK = options.MainK,
            Models = reports,
            Tests = tests,
            Spaces = spaces,
            Frontier = Frontier.Make(_perUser, Coverage(reports), options.MainK, options.Seed),
        };
    }

    private Dictionary<string, double> Coverage(List<ModelReport> reports) => reports.ToDictionary(
        report => report.Name,
        report => report.Metrics.First(value => value.Metric == "coverage" && value.K == options.MainK).Value);

    private ModelName Reference(ModelName[] models)
    {
        if (models.Length == 0)
        {
            throw new EvaluationException("None of the models asked for can be made of these data.");
        }

        ModelName reference = options.Reference ?? models.FirstOrDefault(model => model.Kind == "als") ?? models[0];
        return models.Contains(reference)
            ? reference
            : throw new EvaluationException($"The reference {reference} is not among the models {string.Join(", ", models.AsEnumerable())}.");
    }

    /// <summary>Throws where the data do not allow what is asked, which <see cref="RunAsync"/> would find out only after tuning.</summary>
    /// <param name="data">The data.</param>
    /// <exception cref="EvaluationException">Lists are too long, or the reference is not among the models.</exception>
    public void ThrowIfImpossible(EvaluationData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Reference([.. options.Models.Where(model => IsPossible(model, data, []))]);
        if (options.Ks[^1] > data.Items.Count)
        {
            throw new EvaluationException($"Lists of {options.Ks[^1]} items cannot be made of {data.Items.Count}; ask for shorter ones (--k).");
        }
    }

    private static bool IsPossible(ModelName model, EvaluationData data, List<string> notes)
    {
        if (model.Kind == "audio" && !ModelTrainer.HasAudio(data))
        {
            notes.Add("audio left out: there are neither vectors (--vectors) nor audio");
            return false;
        }

        return true;
    }

    /// <summary>Makes what others are measured against, where it is part of the line-up.</summary>
    private async Task<MeasureReferences> ReferencesAsync(
        EvaluationData data,
        ModelName[] models,
        ModelTrainer trainer,
        ModelRanking ranking,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        RankedLists?[] lists = [null, null];
        if (models.Contains(ModelRanking.Popularity) && models.Contains(ModelRanking.ItemKnn))
        {
            lists[0] = await ListsAsync(ModelRanking.Popularity);
            lists[1] = await ListsAsync(ModelRanking.ItemKnn);
        }

        if (models.FirstOrDefault(model => model.Kind == "als") is { } als)
        {
            await trainer.TrainAsync(als, progress, cancellationToken);
        }

        if (models.FirstOrDefault(model => model.Kind == "hybrid") is { } hybrid)
        {
            await trainer.TrainAsync(hybrid, progress, cancellationToken);
        }

        return new MeasureReferences
        {
            Popularity = lists[0],
            ItemKnn = lists[1],
            Listening = Space(ModelTrainer.ListeningSpace),
            Audio = Space(ModelTrainer.AudioSpace) ?? data.ItemVectors,
            AllCandidates = options.AllCandidates,
        };

        FactorMatrix? Space(string name) => trainer.Spaces().FirstOrDefault(space => space.Name == name).Vectors;

        async Task<RankedLists> ListsAsync(ModelName model)
        {
            TrainedModel made = await trainer.TrainAsync(model, progress, cancellationToken);
            return ranking.Rank(model, made.Ranker, options.Ks[^1], cancellationToken).Lists;
        }
    }

    private DataFacts Facts(EvaluationData data, List<string> notes)
    {
        int users = data.Train.CountRowsWithPlays();
        return new DataFacts(
            data.Source,
            data.Hash,
            options.AllCandidates ? "all" : "unheard",
            users,
            data.Items.Count,
            data.Items.Count - data.Train.Transpose().CountRowsWithPlays(),
            data.Train.Count,
            data.Tuning?.Validation.Count ?? 0,
            data.Test.Count,
            UserRows.Count,
            users - UserRows.Count,
            notes);
    }

    private void Count(ModelReport report)
    {
        foreach ((string stage, double seconds) in report.Seconds)
        {
            _seconds[stage] = _seconds.GetValueOrDefault(stage) + seconds;
        }
    }

    private T Timed<T>(string stage, Func<T> work)
    {
        long started = Stopwatch.GetTimestamp();
        T result = work();
        _seconds[stage] = _seconds.GetValueOrDefault(stage) + Stopwatch.GetElapsedTime(started).TotalSeconds;
        return result;
    }
}
