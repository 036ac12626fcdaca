using System.Diagnostics;
using System.Globalization;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Measurement;
using HybridRec.Evaluation.Lineup;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tuning;

/// <summary>What tuning found.</summary>
/// <param name="Settings">The best options of every model.</param>
/// <param name="Notes">In words, by kind of model: value and number of trials.</param>
public sealed record Tuned(ModelSettings Settings, IReadOnlyList<string> Notes);

/// <summary>Searches options on the validation part alone; the test part is not looked at.</summary>
/// <param name="space">What may be tried.</param>
/// <param name="trials">Trials a kind of model, ≥ 1; the first has the options as given.</param>
/// <param name="logPath">JSON lines, one a trial, from which a broken-off search goes on; null to keep none.</param>
/// <param name="clock">Supplies the time.</param>
/// <remarks>
/// The first half of the trials is drawn at random over the space (Bergstra &amp; Bengio, JMLR 2012), the second half near
/// the best so far, a random part of the options at a time. What several kinds of model share (als.*) is tuned once, with
/// the first that uses it. Seeded: the same data, space and seed try the same options.
/// </remarks>
public sealed class Tuner(SearchSpace space, int trials, string? logPath, TimeProvider clock)
{
    /// <summary>Searches.</summary>
    /// <param name="data">Data with a validation part.</param>
    /// <param name="run">The models to tune, the metric's length and the options to start from.</param>
    /// <param name="progress">Told of every trial.</param>
    /// <param name="cancellationToken">Stops within a trial; trials done are in the log.</param>
    /// <exception cref="EvaluationException">There is no validation part, or the log cannot be read.</exception>
    public async Task<Tuned> RunAsync(
        EvaluationData data, RunOptions run, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        EvaluationData tuning = data.ForTuning();
        TuningLog log = new(
            logPath,
            string.Join(
                '\n',
                [RunFacts.ProgramVersion, data.Hash, data.Source, $"{run.Seed} {run.MainK} {run.AllCandidates} {trials}", space.Json, .. Given(run.Settings)]));
        ModelSettings settings = run.Settings;
        List<string> notes = [];
        HashSet<string> done = [];
        foreach (string kind in run.Models.Select(model => model.Kind).Except(ModelName.Rivals).OrderBy(kind => kind is "cf" or "hybrid" or "audio"))
        {
            KeyValuePair<string, SearchRange>[] ranges =
                [.. OptionGroups.Of(kind).Where(done.Add).SelectMany(group => space.Of(group, tuning.Times is not null))];
            if (ranges.Length > 0)
            {
                ModelTrainer asGiven = new(tuning, settings, run.Seed, clock);
                if (kind == "hybrid" && tuning.ItemVectors is null && ModelTrainer.HasAudio(tuning))
                {
                    // One network for all trials: its options are not searched, and it takes minutes.
                    tuning = tuning with { ItemVectors = await asGiven.HearAsync(progress, cancellationToken) };
                }

                Dictionary<string, string> given = OptionGroups.Of(kind).SelectMany(asGiven.OptionsOf).ToDictionary();
                Search search = new(kind, ranges, given, trials, new Random(Seed(run.Seed, kind)));
                settings = await RunAsync(search, settings, tuning, run, log, progress, cancellationToken);
                notes.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{kind} tuned on the validation part: NDCG@{run.MainK} {search.First:0.0000} as given, {search.Best:0.0000} at best of {trials} trials"));
            }
        }

        return new Tuned(settings, notes);
    }

    private async Task<ModelSettings> RunAsync(
        Search search,
        ModelSettings settings,
        EvaluationData tuning,
        RunOptions run,
        TuningLog log,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        for (int trial = 0; trial < trials; trial++)
        {
            Dictionary<string, string> options = search.Next(trial);
            ModelSettings tried = settings.With(options);
            if (log.Find(search.Kind, trial, tried.Values) is not { } value)
            {
                long started = Stopwatch.GetTimestamp();
                value = await ValueAsync(search.Kind, tried, tuning, run, cancellationToken);
                log.Add(search.Kind, trial, tried.Values, value, Stopwatch.GetElapsedTime(started).TotalSeconds);
            }

            search.Take(options, value);
            progress?.Report(new StageProgress(
                $"Tuning {search.Kind}",
                trial + 1,
                trials,
                "trials",
                string.Create(CultureInfo.InvariantCulture, $"best NDCG@{run.MainK} {search.Best:0.0000}")));
        }

        return settings.With(search.BestOptions);
    }

    private async Task<double> ValueAsync(
        string kind, ModelSettings settings, EvaluationData tuning, RunOptions run, CancellationToken cancellationToken)
    {
        ModelTrainer trainer = new(tuning, settings, run.Seed, clock);
        TrainedModel trained = await trainer.TrainAsync(new ModelName(kind), null, cancellationToken);
        ModelRanking ranking = new(tuning, run);
        RankedLists lists = trained.Ranker.Rank(ranking.Request(run.MainK), cancellationToken);
        HeldOut heldOut = new(tuning.Test);
        bool[] hits = heldOut.Hits(lists);
        double sum = 0;
        for (int index = 0; index < lists.Count; index++)
        {
            sum += RankingMetrics.NdcgAt(hits.AsSpan(index * lists.Length, lists.Length), heldOut.Of(index).Length, run.MainK);
        }

        return sum / lists.Count;
    }

    private static IEnumerable<string> Given(ModelSettings settings) => settings.Values.Select(pair => $"{pair.Key}={pair.Value}");

    // Each kind has its own chance, so that leaving one out does not change what is tried for the others.
    private static int Seed(int seed, string kind) => kind.Aggregate(seed, (hash, letter) => unchecked((hash * 31) + letter));

    /// <summary>One kind's search: what to try next, and the best so far.</summary>
    private sealed class Search(
        string kind, KeyValuePair<string, SearchRange>[] ranges, Dictionary<string, string> given, int trials, Random chance)
    {
        public string Kind => kind;

        public double First { get; private set; } = double.NaN;

        public double Best { get; private set; } = double.NegativeInfinity;

        public Dictionary<string, string> BestOptions { get; private set; } = [];

        public Dictionary<string, string> Next(int trial)
        {
            bool isNear = trial > trials / 2;
            Dictionary<string, string> options = [];
            foreach ((string option, SearchRange range) in ranges)
            {
                // An option that the training learns unless it is set has no value as given, and may have none at best.
                string? best = BestOptions.GetValueOrDefault(option);
                if (trial > 0)
                {
                    options[option] = !isNear || best is null ? range.Draw(chance)
                        : chance.Next(2) == 0 ? best
                        : range.DrawNear(best, chance);
                }
                else if (given.TryGetValue(option, out string? value))
                {
                    options[option] = value;
                }
            }

            return options;
        }

        public void Take(Dictionary<string, string> options, double value)
        {
            if (double.IsNaN(First))
            {
                First = value;
            }

            if (value > Best)
            {
                (Best, BestOptions) = (value, options);
            }
        }
    }
}
