using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Reports.Runs;

/// <summary>What else the lists are: popular, new, varied, fair to the catalogue.</summary>
internal static class BeyondAccuracySections
{
    private static readonly string[] Surprise =
        ["popularity", "novelty", "unexpectedness", "serendipity", "baseline-overlap", "never-heard"];

    private static readonly string[] Variety =
        ["diversity.listening", "diversity.audio", "artists", "popularity-calibration", "genre-calibration"];

    /// <summary>Means over the users' lists.</summary>
    public static ReportSection Lists(Figures figures)
    {
        int k = figures.Report.MainK;
        List<ReportBlock> blocks = [];
        if (figures.Table($"How popular, new and surprising lists of {k} are", Surprise.Select(metric => (metric, k))) is { } surprise)
        {
            blocks.Add(surprise);
        }

        if (figures.Table($"How varied lists of {k} are, and how like the listener's history", Variety.Select(metric => (metric, k))) is { } variety)
        {
            blocks.Add(variety);
        }

        if (blocks.Count > 0 && !figures.Has("never-heard"))
        {
            blocks.Add(new Paragraph(
                "The never-heard share is not measurable here: played items are no candidates, so that every recommended item is new "
                + "to the listener."));
        }

        return new ReportSection("Beyond accuracy", blocks);
    }

    /// <summary>How the catalogue is used, and whether some items are near to everything.</summary>
    public static ReportSection Spread(Figures figures)
    {
        int k = figures.Report.MainK;
        List<ReportBlock> blocks = [];
        (string, Interval)[] coverage = [.. figures.ByAccuracy
            .Select(model => (model.Name, Value: figures.Of(model, "coverage", k)))
            .Where(entry => entry.Value is not null)
            .Select(entry => (entry.Name, Wording.AsInterval(entry.Value!)))];
        if (coverage.Length > 0)
        {
            blocks.Add(new BarChart($"Share of the catalogue in any list of {k}", $"coverage@{k}", coverage));
        }

        if (figures.Table("Coverage and concentration, of all lists together", figures.Report.Ks.Select(length => ("coverage", length))
            .Concat(figures.Report.Ks.Select(length => ("gini", length)))) is { } table)
        {
            blocks.Add(table);
        }

        if (figures.Report.Spaces.Count > 0)
        {
            blocks.Add(new Table(
                "Hubness: skewness of how often an item is among the 10 nearest of others; 0 is even",
                ["space", "items", "skewness", "after correction by local scaling"],
                [.. figures.Report.Spaces.Select(space => (IReadOnlyList<string>)
                    [space.Space, Wording.Whole(space.Items), Wording.Fixed(space.Skewness, 2), Wording.Fixed(space.Corrected, 2)])]));
        }

        return new ReportSection("Coverage, concentration and hubness", blocks);
    }
}
