using System.Globalization;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Reports.Runs;

/// <summary>Whether the discovery dial does what it says.</summary>
internal static class DialSection
{
    /// <summary>The dial setting in a model's name: 0.25 of <c>hybrid@0.25</c>; null without one.</summary>
    public static double? Setting(ModelReport model)
    {
        int at = model.Name.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && double.TryParse(model.Name.AsSpan(at + 1), CultureInfo.InvariantCulture, out double setting) ? setting : null;
    }

    /// <summary>A model's name without the setting.</summary>
    public static string BaseName(ModelReport model) => model.Name.Split('@')[0];

    /// <summary>Asked and achieved popularity by setting.</summary>
    public static ReportSection Make(Figures figures)
    {
        ModelReport[] models = [.. figures.Report.Models.Where(model => model.Dial is not null).OrderBy(model => model.Dial!.Discovery)];
        return new ReportSection("The discovery dial", models.Length == 0 ? [] :
        [
            .. models.Length < 2 ? (ReportBlock[])[] :
            [
                new LineChart(
                    "Mean popularity asked for and achieved, by dial setting",
                    "discovery",
                    "mean popularity π",
                    [.. models.Select(model => Wording.Fixed(model.Dial!.Discovery, 2))],
                    [
                        ("asked", [.. models.Select(model => Exact(model.Dial!.Asked, model))]),
                        ("achieved", [.. models.Select(model => Exact(model.Dial!.Achieved, model))]),
                    ]),
            ],
            new Table(
                "How the dial was kept",
                ["model", "discovery", "asked π", "achieved π", "mean |asked − achieved|", "within 5 points", "target too unpopular to reach", figures.MainTitle],
                [.. models.Select(model => (IReadOnlyList<string>)Row(model, model.Dial!))]),
            new Paragraph(Monotone(models)),
        ]);

        string[] Row(ModelReport model, DialReport dial) =>
        [
            model.Name, Wording.Fixed(dial.Discovery, 2), Wording.Fixed(dial.Asked, 1), Wording.Fixed(dial.Achieved, 1),
            Wording.Estimate(dial.Error, 2), Wording.Percent(dial.WithinFive), Wording.Count(dial.Infeasible, "user"),
            figures.Main(model) is { } value ? Wording.Estimate(value, 3) : "–",
        ];
    }

    private static Interval Exact(double value, ModelReport model) => new(value, value, value, model.Dial!.Error.Users);

    private static string Monotone(ModelReport[] models)
    {
        if (models.Length < 2)
        {
            return "One setting was measured, so nothing is said about turning the dial.";
        }

        bool falls = models.Zip(models.Skip(1)).All(pair => pair.Second.Dial!.Achieved <= pair.First.Dial!.Achieved);
        return falls
            ? "The achieved popularity falls with every step of the dial, as it should."
            : "The achieved popularity does not fall with every step of the dial.";
    }
}
