using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Reports.Runs;

/// <summary>What a run found, in whole sentences.</summary>
internal static class RunSummary
{
    /// <summary>The sentences, most important first.</summary>
    public static IReadOnlyList<string> Make(Figures figures) =>
        [.. new[] { Winner(figures), Popularity(figures), Dial(figures), Cold(figures), Users(figures.Report.Data), Notes(figures.Report.Data) }
            .Where(sentence => sentence.Length > 0)];

    private static string Winner(Figures figures)
    {
        if (figures.Best is not { } best || figures.Main(best) is not { } value)
        {
            return "";
        }

        string first = $"{best.Name} has the highest {figures.MainTitle}: {Wording.Estimate(value, 3)} "
            + $"over {Wording.Count(value.Users, "user")} (95 % interval).";
        Verdicts verdicts = figures.MainVerdicts;
        if (verdicts.Reference is not { } reference)
        {
            return first + " Nothing was tested against it, so nothing is said about which model is better.";
        }

        List<string> parts = [first];
        if (verdicts.ReferenceIsBest)
        {
            Add("It is significantly better than {0}.", verdicts.Worse);
            Add("It cannot be told from {0}.", verdicts.Undecided);
        }
        else
        {
            Add($"Significantly better than {reference}, with which all are compared: {{0}}.", verdicts.Better);
            Add($"Cannot be told from {reference}: {{0}}.", verdicts.Undecided);
            Add($"Significantly worse than {reference}: {{0}}.", verdicts.Worse);
        }

        parts.Add("(Paired permutation tests with Holm's correction, 5 % level.)");
        return string.Join(' ', parts);

        void Add(string sentence, IReadOnlyList<string> names)
        {
            if (names.Count > 0)
            {
                parts.Add(sentence.Replace("{0}", Wording.Join(names), StringComparison.Ordinal));
            }
        }
    }

    private static string Popularity(Figures figures)
    {
        if (figures.Best is not { } best || Of(best) is not { } own)
        {
            return "";
        }

        string[] others = [.. figures.Report.Models
            .Where(model => model.Name is "popularity" or "random" && model.Name != best.Name && Of(model) is not null)
            .Select(model => $"those of {model.Name} {Wording.Fixed(Of(model)!.Value, 1)}")];
        string compared = others.Length > 0 ? $"; {Wording.Join(others)}" : "";
        return $"The lists of {best.Name} have a mean popularity π of {Wording.Fixed(own.Value, 1)}, where 50 is what people really "
            + $"play and 100 the greatest hit{compared}.";

        MetricValue? Of(ModelReport model) => figures.Of(model, "popularity", figures.Report.MainK);
    }

    private static string Dial(Figures figures)
    {
        DialReport[] dials = [.. figures.Report.Models.Where(model => model.Dial is not null).Select(model => model.Dial!)];
        if (dials.Length == 0)
        {
            return "";
        }

        double least = dials.Min(dial => dial.WithinFive);
        double most = dials.Max(dial => dial.WithinFive);
        string share = least == most ? Wording.Percent(least) : $"{Wording.Percent(least)} to {Wording.Percent(most)}";
        string settings = dials.Length == 1 ? "" : $", depending on the setting ({dials.Length} were measured)";
        return $"The discovery dial was kept within 5 points of popularity for {share} of users{settings}.";
    }

    private static string Cold(Figures figures)
    {
        DataFacts data = figures.Report.Data;
        if (data.ColdItems == 0)
        {
            return $"No item is cold: all {Wording.Whole(data.Items)} have training plays.";
        }

        string first = $"{Wording.Whole(data.ColdItems)} of {Wording.Count(data.Items, "item")} had no training plays.";
        (ModelReport Model, MetricValue Value)[] ranked = [.. figures.Report.Models
            .Select(model => (Model: model, Value: ColdStartSection.ColdRecall(model, figures.Report.MainK)))
            .Where(entry => entry.Value is not null)
            .Select(entry => (entry.Model, entry.Value!))
            .OrderByDescending(entry => entry.Item2.Value)];
        return ranked.Length == 0
            ? first + " None of them was held out, so nothing is said about cold items."
            : $"{first} Ranked among themselves, {ranked[0].Model.Name} has the highest "
                + $"{Figures.Title("recall", ranked[0].Value.K)}: {Wording.Estimate(ranked[0].Value, 3)}"
                + (ranked.Length > 1 ? " (not tested against the others)." : ".");
    }

    private static string Users(DataFacts data) =>
        $"Averages are over the {Wording.Count(data.EvaluatedUsers, "user")} with held-out items; "
        + (data.UsersWithoutTest == 0
            ? "every user with training plays has some."
            : $"{Wording.Count(data.UsersWithoutTest, "user")} with training plays but without held-out items "
                + (data.UsersWithoutTest == 1 ? "is not averaged." : "are not averaged."));

    private static string Notes(DataFacts data) =>
        data.Notes.Count == 0 ? "" : $"Notes on the data and the models: {string.Join("; ", data.Notes.Select(note => note.TrimEnd('.', ' ')))}.";
}
