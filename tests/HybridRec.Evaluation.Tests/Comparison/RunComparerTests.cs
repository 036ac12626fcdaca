using HybridRec.Evaluation.Comparison;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Evaluation.Tests.Comparison;

public sealed class RunComparerTests : IDisposable
{
    private readonly RunFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public void Compare_OneWorseOneSameOneBetter_TellsThemApart()
    {
        string a = _folders.Add("a", models: [("als", 0.1), ("ease", 0), ("lift", 0.1)]);
        string b = _folders.Add("b", models: [("als", 0.05), ("ease", 0), ("lift", 0.2)]);

        RunComparison found = RunComparer.Compare(new ComparisonRequest(a, b));

        Assert.Equal(
            [("als", Verdict.Worse), ("ease", Verdict.Undecided), ("lift", Verdict.Better)],
            found.Models.Select(model => (model.ModelA, model.Verdict)));
        ModelComparison als = found.Models[0];
        Assert.Equal(RunFolders.Users, als.Users);
        Assert.Equal(als.MeanB - als.MeanA, als.Difference, 12);
        Assert.InRange(als.Difference, als.Low, als.High);
        Assert.InRange(als.Difference, -0.06, -0.04);
        Assert.True(als.PHolm >= als.P);
        Assert.Equal((0.0, 1.0), (found.Models[1].Difference, found.Models[1].P));
    }

    [Fact]
    public void Compare_TheOtherWayRound_IsTheMirrorImage()
    {
        string a = _folders.Add("a", models: [("als", 0.1)]);
        string b = _folders.Add("b", models: [("als", 0.105)]);

        ModelComparison there = RunComparer.Compare(new ComparisonRequest(a, b)).Models[0];
        ModelComparison back = RunComparer.Compare(new ComparisonRequest(b, a)).Models[0];

        Assert.Equal(there.Difference, -back.Difference, 12);
        Assert.Equal(there.Low, -back.High, 12);
        Assert.Equal(there.P, back.P);
    }

    [Theory]
    [InlineData("popularity-calibration", Verdict.Worse)]
    [InlineData("novelty", Verdict.Different)]
    public void Compare_HigherValue_IsJudgedByTheMetric(string metric, Verdict expected)
    {
        string a = _folders.Add("a", models: [("als", 0.0)]);
        string b = _folders.Add("b", models: [("als", 0.1)]);

        Assert.Equal(expected, RunComparer.Compare(new ComparisonRequest(a, b) { Metric = metric }).Models[0].Verdict);
    }

    [Fact]
    public void Compare_Pair_ComparesModelsOfDifferentNames()
    {
        string a = _folders.Add("a", models: [("als", 0.1), ("lift", 0.1)]);
        string b = _folders.Add("b", models: [("ease", 0.2)]);

        RunComparison found = RunComparer.Compare(new ComparisonRequest(a, b) { Pair = ("als", "ease") });

        Assert.Equal("als → ease", Assert.Single(found.Models).Title);
        Assert.Equal(Verdict.Better, found.Models[0].Verdict);
    }

    [Fact]
    public void Compare_UsersAndModelsOfOneRunOnly_AreCountedInNotes()
    {
        string a = _folders.Add("a", models: [("als", 0.1), ("lift", 0.1)]);
        string b = _folders.Add("b", firstUser: 30, models: [("als", 0.1)]);

        RunComparison found = RunComparer.Compare(new ComparisonRequest(a, b));

        Assert.Equal(170, found.Models[0].Users);
        Assert.Equal(["only in A: lift", "als: 30 users only in A and 30 only in B are not compared"], found.Notes);
    }

    [Theory]
    [InlineData("hash", "their input differs (A aaaaaaaaaaaa…, B bbbb)")]
    [InlineData("candidates", "their candidates differ (A unheard, B all)")]
    [InlineData("seed", "the same input was split differently")]
    public void Compare_DifferentProtocol_RefusesUnlessForced(string what, string complaint)
    {
        string hash = new('a', 64);
        string a = _folders.Add(
            "a", data => data with { Hash = hash, Source = "plays.tsv, random 20 %, seed 1" }, models: [("als", 0.1)]);
        string b = _folders.Add(
            "b",
            data => data with
            {
                Hash = what == "hash" ? "bbbb" : hash,
                Candidates = what == "candidates" ? "all" : "unheard",
                Source = $"/data/plays.tsv, random 20 %, seed {(what == "seed" ? 2 : 1)}",
            },
            models: [("als", 0.1)]);

        ComparisonException problem = Assert.Throws<ComparisonException>(() => RunComparer.Compare(new ComparisonRequest(a, b)));
        RunComparison forced = RunComparer.Compare(new ComparisonRequest(a, b) { Force = true });

        Assert.Contains(complaint, problem.Message, StringComparison.Ordinal);
        Assert.Contains("--force", problem.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, Assert.Single(forced.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_NothingInCommon_SaysWhatThereIs()
    {
        string a = _folders.Add("a", models: [("als", 0.1)]);
        string b = _folders.Add("b", models: [("ease", 0.1)]);
        string c = _folders.Add("c", firstUser: 500, models: [("als", 0.1)]);

        Assert.StartsWith(
            "The runs have no model in common: A has als; B has ease.", Complaint(new ComparisonRequest(a, b)), StringComparison.Ordinal);
        Assert.Equal("als of A and als of B have no user in common.", Complaint(new ComparisonRequest(a, c)));
        Assert.Equal("B has no model als; it has ease.", Complaint(new ComparisonRequest(a, b) { Models = ["als"] }));
        Assert.Equal("A has no model cf; it has als.", Complaint(new ComparisonRequest(a, b) { Pair = ("cf", "ease") }));
    }

    [Fact]
    public void Document_SaysWhoIsWorseFirst()
    {
        string a = _folders.Add("a", models: [("als", 0.1), ("ease", 0)]);
        string b = _folders.Add("b", models: [("als", 0.05), ("ease", 0)]);

        ReportDocument document = ComparisonDocument.Make(RunComparer.Compare(new ComparisonRequest(a, b)));

        Assert.Equal("NDCG@20 of run B against run A", document.Title);
        Assert.StartsWith("als is significantly worse in B: NDCG@20 differs by −0.0", document.Summary[0], StringComparison.Ordinal);
        Assert.EndsWith("over 200 users, Holm-corrected p < 0.001.", document.Summary[0], StringComparison.Ordinal);
        Assert.Equal("The runs cannot be told apart by ease.", document.Summary[1]);
        Table table = document.Sections[0].Blocks.OfType<Table>().Single();
        Assert.Equal(["worse", "not told apart"], table.Rows.Select(row => row[^1]));
    }

    private static string Complaint(ComparisonRequest request) =>
        Assert.Throws<ComparisonException>(() => RunComparer.Compare(request)).Message;
}
