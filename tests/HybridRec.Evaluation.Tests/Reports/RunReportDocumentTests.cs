using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Reports.Runs;

namespace HybridRec.Evaluation.Tests.Reports;

public sealed class RunReportDocumentTests
{
    [Fact]
    public void Make_ReferenceIsBest_SaysWhatItBeatsAndWhatCannotBeToldFromIt()
    {
        string first = RunReportDocument.Make(Runs.Full("als")).Summary[0];

        Assert.StartsWith("als has the highest NDCG@20: 0.309 [0.295, 0.323] over 1,878 users (95 % interval).", first, StringComparison.Ordinal);
        Assert.Contains("It is significantly better than random, popularity, item-knn,", first, StringComparison.Ordinal);
        Assert.Contains("It cannot be told from ease.", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_ReferenceIsNotBest_SpeaksOfTheReferenceOnly()
    {
        string first = RunReportDocument.Make(Runs.Full("cf")).Summary[0];

        Assert.StartsWith("als has the highest NDCG@20", first, StringComparison.Ordinal);
        Assert.Contains("Significantly better than cf, with which all are compared: ease and als.", first, StringComparison.Ordinal);
        Assert.DoesNotContain("It is significantly better", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_NoTests_CallsNothingBetter()
    {
        ReportDocument document = RunReportDocument.Make(Runs.Full() with { Tests = [] });

        Assert.Contains("Nothing was tested against it", document.Summary[0], StringComparison.Ordinal);
        Assert.DoesNotContain(document.Sections, section => section.Heading == "Paired tests");
        Assert.All(document.Sections.SelectMany(section => section.Blocks).OfType<Table>(), table => Assert.Empty(table.Marked));
    }

    [Fact]
    public void Make_Full_SumsUpPopularityDialColdUsersAndExclusions()
    {
        IReadOnlyList<string> summary = RunReportDocument.Make(Runs.Full()).Summary;

        Assert.Equal(
        [
            "The lists of als have a mean popularity π of 70.1, where 50 is what people really play and 100 the greatest hit; "
                + "those of random 12.4 and those of popularity 98.2.",
            "The discovery dial was kept within 5 points of popularity for 87.0 % to 97.0 % of users, depending on the setting "
                + "(5 were measured).",
            "3,480 of 17,388 items had no training plays. Ranked among themselves, audio has the highest Recall@20: "
                + "0.211 [0.202, 0.221] (not tested against the others).",
            "Averages are over the 1,878 users with held-out items; 7 users with training plays but without held-out items are not averaged.",
            "Notes on the data and the models: 12 test pairs were also in training; 3 users occur only in the test part.",
        ],
        summary.Skip(1));
    }

    [Fact]
    public void Make_EveryTrainingUserHasHeldOutItems_DoesNotClaimThatNobodyWasLeftOut()
    {
        RunReport report = Runs.Bare();
        report = report with { Data = report.Data with { UsersWithoutTest = 0, Notes = ["2 users of the test part are not averaged"] } };

        IReadOnlyList<string> summary = RunReportDocument.Make(report).Summary;

        Assert.EndsWith("with held-out items; every user with training plays has some.", summary[^2], StringComparison.Ordinal);
        Assert.Equal("Notes on the data and the models: 2 users of the test part are not averaged.", summary[^1]);
    }

    [Theory]
    [InlineData(0, "1,234,567 training, 89 test")]
    [InlineData(1000, "1,234,567 training, of which 1,000 were set aside for tuning first, 89 test")]
    public void Make_RunFacts_CountValidationPairsOnce(long validation, string expected)
    {
        RunReport report = Runs.Bare();
        report = report with { Data = report.Data with { TrainPairs = 1234567, ValidationPairs = validation, TestPairs = 89 } };

        Table data = RunReportDocument.Make(report).Sections[^1].Blocks.OfType<Table>().First();

        Assert.Equal(expected, data.Rows.Single(row => row[0] == "pairs")[1]);
    }

    [Fact]
    public void Make_Dial_SaysWhoseTargetIsTooUnpopular()
    {
        Table table = RunReportDocument.Make(Runs.Full()).Sections
            .Single(section => section.Heading == "The discovery dial").Blocks.OfType<Table>().Single();

        int column = table.Columns.ToList().IndexOf("target too unpopular to reach");
        Assert.Equal(["0 users", "5 users", "10 users", "15 users", "20 users"], table.Rows.Select(row => row[column]));
    }

    [Fact]
    public void Make_Leaderboard_MarksOnlyTestedMetricsOfTheBestAndItsEquals()
    {
        Table table = RunReportDocument.Make(Runs.Full()).Sections[0].Blocks.OfType<Table>().Single();

        Assert.Equal(["model", "NDCG", "Recall", "Capped recall", "MAP", "MRR", "Hit rate"], table.Columns);
        Assert.Equal(["als", "ease"], table.Rows.Take(2).Select(row => row[0]));
        Assert.Equal([(0, 1), (0, 2), (1, 1), (1, 2)], table.Marked.Order());
    }

    [Fact]
    public void Make_ReferenceBestByRecallOnly_MarksEveryColumnByTheSameRule()
    {
        // Compared with ease, which nothing beats by recall and als beats by NDCG: bold means "better than ease" throughout.
        RunReport report = Runs.Full("ease");
        report = report with
        {
            Models =
            [
                .. report.Models.Select(model => model with
                {
                    Metrics =
                    [
                        .. model.Metrics.Select(value =>
                            model.Name == "ease" && value is { Metric: "recall", K: 20 } ? value with { Value = 1 } : value),
                    ],
                }),
            ],
            Tests =
            [
                .. report.Tests.Select(test => test with
                {
                    Difference = test.Metric == "ndcg" && test.Model == "als" ? 0.004 : -0.01,
                    PHolm = test.Model is "als" && test.Metric == "ndcg" ? 0.01 : 0.9,
                }),
            ],
        };

        Table table = RunReportDocument.Make(report).Sections[0].Blocks.OfType<Table>().First();

        Assert.Equal([(0, 1)], table.Marked);
        Assert.Equal("als", table.Rows[0][0]);
    }

    [Fact]
    public void Make_Frontier_JoinsTheDialInItsOrder()
    {
        ScatterChart chart = RunReportDocument.Make(Runs.Full()).Sections.SelectMany(section => section.Blocks).OfType<ScatterChart>().Single();

        Assert.Equal(["models", "hybrid, by dial"], chart.Groups.Select(group => group.Name));
        Assert.Equal(
            ["hybrid@0", "hybrid@0.25", "hybrid@0.5", "hybrid@0.75", "hybrid@1"], chart.Groups[1].Points.Select(point => point.Label));
        Assert.True(chart.Groups[1].Joined);
    }

    [Fact]
    public void Make_Bare_LeavesOutWhatHasNoFigures()
    {
        ReportDocument document = RunReportDocument.Make(Runs.Bare());

        Assert.Equal("Evaluation of 1 model", document.Title);
        Assert.Equal(["Leaderboard", "All metrics", "Definitions", "Run facts"], document.Sections.Select(section => section.Heading));
        Assert.Contains("1 user with training plays but without held-out items is not averaged.", document.Summary[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Make_Full_HoldsEverySection() => Assert.Equal(
        [
            "Leaderboard", "Paired tests", "Accuracy against popularity", "Beyond accuracy", "The discovery dial", "Cold start",
            "Strata", "Coverage, concentration and hubness", "All metrics", "Definitions", "Run facts",
        ],
        RunReportDocument.Make(Runs.Full()).Sections.Select(section => section.Heading));

    [Fact]
    public void MetricDefinitions_KnowEveryMetric() =>
        Assert.All(Metric.All, metric => Assert.NotEmpty(MetricDefinitions.Of(metric.Name)));

    [Theory]
    [InlineData(new[] { 3.0, 4 }, 0)]
    [InlineData(new[] { 0.0004, double.NaN }, 4)]
    [InlineData(new[] { 0.3, -0.2 }, 3)]
    [InlineData(new[] { 1.5 }, 2)]
    [InlineData(new[] { -97.25 }, 1)]
    [InlineData(new double[0], 0)]
    public void Wording_Decimals_ShowThreeDigitsOfTheLargest(double[] values, int expected) =>
        Assert.Equal(expected, Wording.Decimals(values));
}
