using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Reports.Runs;

/// <summary>Finds figures in a run's report.</summary>
internal sealed class Figures
{
    /// <summary>The metric that models are ordered and summed up by.</summary>
    public const string MainMetric = "ndcg";

    private readonly Dictionary<(string Model, string Metric, int K), MetricValue> _values = [];

    /// <summary>Prepares the look-up.</summary>
    public Figures(RunReport report)
    {
        Report = report;
        foreach (ModelReport model in report.Models)
        {
            foreach (MetricValue value in model.Metrics)
            {
                _values[(model.Name, value.Metric, value.K)] = value;
            }
        }

        ByAccuracy = [.. report.Models.OrderByDescending(model => Main(model)?.Value ?? double.NegativeInfinity)];
        MainVerdicts = new Verdicts(report, MainMetric);
    }

    /// <summary>The report.</summary>
    public RunReport Report { get; }

    /// <summary>The models, highest main metric first; equal ones in the order asked for.</summary>
    public IReadOnlyList<ModelReport> ByAccuracy { get; }

    /// <summary>What the paired tests of the main metric say.</summary>
    public Verdicts MainVerdicts { get; }

    /// <summary>"NDCG@20".</summary>
    public string MainTitle => Title(MainMetric, Report.MainK);

    /// <summary>The model with the highest main metric; null where it was not measured.</summary>
    public ModelReport? Best => ByAccuracy.FirstOrDefault(model => Main(model) is not null);

    /// <summary>A model's main metric.</summary>
    public MetricValue? Main(ModelReport model) => Of(model, MainMetric, Report.MainK);

    /// <summary>A model's figure; null where it was not measured.</summary>
    public MetricValue? Of(ModelReport model, string metric, int k) => _values.GetValueOrDefault((model.Name, metric, k));

    /// <summary>Whether any model has a figure of a metric.</summary>
    public bool Has(string metric) => _values.Keys.Any(key => key.Metric == metric);

    /// <summary>"NDCG@20".</summary>
    public static string Title(string metric, int k) => $"{Title(metric)}@{k}";

    private static string Title(string metric) => Metric.All.FirstOrDefault(known => known.Name == metric)?.Title ?? metric;

    /// <summary>A table of metrics: a row a model, most accurate first; null where nothing was measured.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">Metric and k of each column; those that no model has are left out.</param>
    /// <param name="marked">Whether to mark a model's figure of a metric.</param>
    public Table? Table(string caption, IEnumerable<(string Metric, int K)> columns, Func<string, string, bool>? marked = null)
    {
        (string Metric, int K)[] shown = [.. columns.Where(column => _values.Keys.Any(key => (key.Metric, key.K) == column))];
        if (shown.Length == 0)
        {
            return null;
        }

        // The caption names the length where there is only one.
        bool oneK = shown.Length > 1 && shown.All(column => column.K == shown[0].K);
        int[] decimals = [.. shown.Select(column => Wording.Decimals(
            ByAccuracy.Select(model => Of(model, column.Metric, column.K)?.Value ?? 0)))];
        return new Table(
            caption,
            ["model", .. shown.Select(column => oneK ? Title(column.Metric) : Title(column.Metric, column.K))],
            [.. ByAccuracy.Select(model => (IReadOnlyList<string>)
                [model.Name, .. shown.Select((column, n) =>
                    Of(model, column.Metric, column.K) is { } value ? Wording.Estimate(value, decimals[n]) : "–")])])
        {
            Marked = marked is null ? [] : [.. ByAccuracy.SelectMany((model, row) => shown
                .Select((column, n) => (column.Metric, Row: row, Column: n + 1))
                .Where(cell => marked(model.Name, cell.Metric))
                .Select(cell => (cell.Row, cell.Column)))],
        };
    }
}
