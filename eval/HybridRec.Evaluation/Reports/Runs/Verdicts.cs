using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Reports.Runs;

/// <summary>What the paired tests of one metric allow to be said.</summary>
internal sealed class Verdicts
{
    private readonly PairedTest[] _tests;
    private readonly string? _best;

    /// <summary>Takes the tests of a metric at the main k.</summary>
    public Verdicts(RunReport report, string metric)
    {
        _tests = [.. report.Tests.Where(test => test.Metric == metric && test.K == report.MainK)];
        Reference = _tests.Select(test => test.Reference).FirstOrDefault();
        _best = report.Models
            .Select(model => (model.Name, Value: model.Metrics.FirstOrDefault(value => value.Metric == metric && value.K == report.MainK)))
            .Where(model => model.Value is not null)
            .OrderByDescending(model => model.Value!.Value)
            .Select(model => model.Name)
            .FirstOrDefault();
    }

    /// <summary>What all models were compared with; null without tests.</summary>
    public string? Reference { get; }

    /// <summary>Whether all models were compared with the best one, so that one can say which can't be told from it.</summary>
    public bool ReferenceIsBest => Reference is not null && Reference == _best;

    /// <summary>Models significantly above the reference.</summary>
    public IReadOnlyList<string> Better => Names(test => Significant(test) && test.Difference > 0);

    /// <summary>Models significantly below the reference.</summary>
    public IReadOnlyList<string> Worse => Names(test => Significant(test) && test.Difference < 0);

    /// <summary>Models whose difference from the reference may be chance.</summary>
    public IReadOnlyList<string> Undecided => Names(test => !Significant(test));

    /// <summary>The test of a model against the reference.</summary>
    public PairedTest? Of(string model) => _tests.FirstOrDefault(test => test.Model == model);

    /// <summary>Whether to mark a model's value. All columns of a table follow one rule, which stands under it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="againstBest">
    /// Whether the reference is best by the main metric: then it and those that can't be told from it are marked, where it is
    /// best by this metric too; else those that are significantly better than the reference.
    /// </param>
    public bool Marks(string model, bool againstBest) => againstBest
        ? ReferenceIsBest && (model == Reference || Undecided.Contains(model))
        : Better.Contains(model);

    /// <summary>Whether a difference is more than chance.</summary>
    public static bool Significant(PairedTest test) => test.PHolm < Holm.Level;

    private string[] Names(Func<PairedTest, bool> which) => [.. _tests.Where(which).Select(test => test.Model)];
}
