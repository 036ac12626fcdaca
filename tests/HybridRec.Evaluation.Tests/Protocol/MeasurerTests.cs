using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tests.Protocol;

public sealed class MeasurerTests
{
    // Training users: item 0 three, item 1 two, item 2 one, items 3 to 5 none. User 2 has nothing held out.
    private static readonly EvaluationData Data = Toy.Data(
        3, 6, [(0, 0), (0, 1), (1, 0), (2, 0), (2, 1), (2, 2)], [(0, 2), (0, 3), (1, 1)]);

    private static readonly int[][] Shown = [[2, 4], [2, 1]];

    [Fact]
    public void Measure_HandWorkedLists_AveragesOverEvaluatedUsers()
    {
        Measured measured = Measure(new Measurer(Data, [1, 2], 2, new MeasureReferences(), seed: 1));

        Assert.Equal(0.25, Value(measured, "recall", 1), 12);
        Assert.Equal(0.75, Value(measured, "recall", 2), 12);
        Assert.Equal(0.75, Value(measured, "mrr", 2), 12);
        Assert.Equal(1, Value(measured, "hit-rate", 2), 12);
        // π is 75, 33⅓, 8⅓ and 0 for the cold: means 4⅙ and 20⅚.
        Assert.Equal(12.5, Value(measured, "popularity", 2), 12);
        // Bits: log2 3 + log2 6 (a cold item counts as half a user), and log2 3 + log2 1.5.
        Assert.Equal(((2 * Math.Log2(3)) + Math.Log2(6) + Math.Log2(1.5)) / 4, Value(measured, "novelty", 2), 12);
        Assert.Equal(0.5, Value(measured, "coverage", 2), 12);
        Assert.Equal([0.5, 0.0], measured.PerUser[("recall", 1)]);
        Assert.All(measured.Metrics, value => Assert.Equal(2, value.Users));
        Assert.All(
            measured.Metrics.Where(value => Metric.Of(value.Metric).PerUser),
            value => Assert.True(value.Low <= value.Value && value.Value <= value.High));
    }

    [Fact]
    public void Measure_MissingReferences_LeaveTheirMetricsOut()
    {
        Measured plain = Measure(new Measurer(Data, [2], 2, new MeasureReferences(), seed: 1));
        EvaluationData described = Data with
        {
            Artists = ["a", "a", "b", "c", "", "d"],
            Tags = [["rock"], ["rock", "pop"], [], ["pop"], ["jazz"], []],
        };
        RankedLists baseline = Toy.Lists([0, 1], 2, user => [2, 3]);
        FactorMatrix space = new([1, 0, 0, 1, 1, 1, 0, 0, 1, -1, 2, 2], 6, 2);
        MeasureReferences references = new()
        {
            Popularity = baseline,
            ItemKnn = baseline,
            Listening = space,
            Audio = space,
            AllCandidates = true,
        };
        Measured full = Measure(new Measurer(described, [2], 2, references, seed: 1));

        Assert.Equal(Metric.All.Select(metric => metric.Name), full.Metrics.Select(value => value.Metric));
        Assert.Equal(
            ["baseline-overlap", "diversity.listening", "diversity.audio", "artists", "never-heard", "genre-calibration"],
            Metric.All.Select(metric => metric.Name).Except(plain.Metrics.Select(value => value.Metric)));
        Assert.Equal(0.5, Value(full, "baseline-overlap", 2), 12);
        Assert.Equal(1.5, Value(full, "artists", 2), 12);
        Assert.Equal(1, Value(full, "never-heard", 2), 12);
        // 1 − cos of (1, 1) and (1, −1) is 1; of (1, 1) and (0, 1) it is 1 − √½.
        Assert.Equal((2 - Math.Sqrt(0.5)) / 2, Value(full, "diversity.audio", 2), 1e-6);
        // User 0: rock ¾, pop ¼ against jazz: 1. User 1: rock against rock ½, pop ½ (item 2 has no tag).
        double half = Math.Sqrt((0.5 * Math.Log2(4.0 / 3)) + (0.25 * Math.Log2(2.0 / 3)) + 0.25);
        Assert.Equal((1 + half) / 2, Value(full, "genre-calibration", 2), 1e-9);
    }

    [Fact]
    public void Measure_HandWorkedLists_SplitsByUsersAndItems()
    {
        Measured measured = Measure(new Measurer(Data, [1, 2], 2, new MeasureReferences(), seed: 1));

        string[] recalls = [.. measured.Strata.Where(part => part.Value.Metric == "recall")
            .Select(part => FormattableString.Invariant($"{part.Kind}: {part.Stratum} {part.Value.Value} of {part.Value.Users}"))];
        Assert.Equal(
            [
                "user popularity: low 0.5 of 1", "user popularity: middle 1 of 1",
                "user history: low 1 of 1", "user history: middle 0.5 of 1",
                "item popularity: middle 1 of 1", "item popularity: tail 1 of 1", "item popularity: cold 0 of 1",
            ],
            recalls);
        Assert.All(measured.Strata, part => Assert.Equal(2, part.Value.K));
        Assert.Equal(
            [("0", 1, 1, 0.0, 1), ("1–2", 2, 2, 1.0, 2)],
            measured.ColdStart.Select(point => (point.TrainingUsers, point.Items, point.Pairs, point.Recall.Value, point.Recall.Users)));
    }

    [Fact]
    public void Measure_ColdLists_RanksTheColdItemsAmongThemselves()
    {
        Measurer measurer = new(Data, [1, 2], 2, new MeasureReferences(), seed: 1);

        Measured measured = measurer.Measure(
            Toy.Lists([0, 1], 2, user => Shown[user]), Toy.Lists([0], 3, _ => [4, 3, 5]), TestContext.Current.CancellationToken);

        Assert.Equal(
            [0.0, 1.0], measured.ColdAmongThemselves.Where(value => value.Metric == "recall").Select(value => value.Value));
        Assert.Equal(6 * 2, measured.ColdAmongThemselves.Count);
        Assert.All(measured.ColdAmongThemselves, value => Assert.Equal(1, value.Users));
        Assert.Empty(Measure(measurer).ColdAmongThemselves);
        Assert.Throws<ArgumentException>(() => measurer.Measure(
            Toy.Lists([0, 1], 2, user => Shown[user]), Toy.Lists([1], 3, _ => [4]), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Measure_EmptyLists_HaveNoAccuracyAndNoMeans()
    {
        Measurer measurer = new(Data, [2], 2, new MeasureReferences(), seed: 1);

        Measured measured = measurer.Measure(
            Toy.Lists([0, 1], 2, user => user == 0 ? [] : [1]), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(0.5, Value(measured, "recall", 2), 12);
        MetricValue popularity = measured.Metrics.First(value => value.Metric == "popularity");
        Assert.Equal((100.0 / 3, 1), (popularity.Value, popularity.Users));
        Assert.True(double.IsNaN(measured.PerUser[("popularity", 2)][0]));
    }

    [Fact]
    public void Measure_SameListsAgain_GiveTheSameFigures()
    {
        EvaluationData data = Toy.RandomData(4, 200, 60);
        Measured first = Run();
        Measured second = Run();

        Assert.Equal(first.Metrics, second.Metrics);
        Assert.Equal(first.Strata, second.Strata);
        Assert.Equal(first.ColdStart, second.ColdStart);

        Measured Run()
        {
            Measurer measurer = new(data, [5, 20], 5, new MeasureReferences(), seed: 7);
            return measurer.Measure(
                Toy.Lists(measurer.UserRows, 20, user => Enumerable.Range(user % 30, 30)
                    .Where(item => data.Train.Columns(user).BinarySearch(item) < 0)),
                cancellationToken: TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void MeasureAt_OneLength_GivesTheFiguresOfAMeasurerForThatLengthAlone(int k)
    {
        EvaluationData data = Toy.RandomData(4, 200, 60);
        data = data with { Train = InteractionMatrix.Build(200, 60, data.Train.Pairs().Where(pair => pair.Item2 % 13 != 5)) };
        Measurer both = new(data, [5, 20], 20, new MeasureReferences(), seed: 7);
        RankedLists lists = Toy.Lists(both.UserRows, k, user => Enumerable.Range(user % 30, 30)
            .Where(item => data.Train.Columns(user).BinarySearch(item) < 0));
        RankedLists cold = Toy.Lists(both.UserRows, k, _ => Enumerable.Range(0, 60).Where(item => both.Items.TrainingUsers[item] == 0));
        Measured expected = new Measurer(data, [k], k, new MeasureReferences(), seed: 7)
            .Measure(lists, cold, TestContext.Current.CancellationToken);

        Measured measured = both.MeasureAt([k], lists, cold, TestContext.Current.CancellationToken);

        Assert.Equal(expected.Metrics, measured.Metrics);
        Assert.NotEmpty(measured.ColdAmongThemselves);
        Assert.Equal(expected.ColdAmongThemselves, measured.ColdAmongThemselves);
        Assert.Equal(expected.ColdStart, measured.ColdStart);
        Assert.Equal(expected.PerUser, measured.PerUser);
        Assert.Equal(k == 20 ? expected.Strata : [], measured.Strata);
    }

    [Fact]
    public void Measurer_BadInput_ThrowsSayingWhat()
    {
        MeasureReferences none = new();
        Assert.Contains("not ascending", Fault(() => new Measurer(Data, [2, 1], 2, none, 1)));
        Assert.Contains("lack 5", Fault(() => new Measurer(Data, [1, 2], 5, none, 1)));
        Assert.Contains("No user", Fault(() => new Measurer(Toy.Data(1, 1, [(0, 0)], []), [1], 1, none, 1)));
        EvaluationData repeat = Toy.Data(1, 2, [(0, 0)], [(0, 0)]);
        Assert.Contains("User u0 has held-out item i0 in training", Fault(() => new Measurer(repeat, [1], 1, none, 1)));
        Assert.NotNull(new Measurer(repeat, [1], 1, none with { AllCandidates = true }, 1));
        Assert.Contains("item-knn lists", Fault(() => new Measurer(
            Data, [1], 1, none with { ItemKnn = Toy.Lists([0], 1, _ => [1]) }, 1)));
        Assert.Contains("5 vectors for 6 items", Fault(() => new Measurer(
            Data, [1], 1, none with { Audio = new FactorMatrix(5, 2) }, 1)));
        Assert.Contains("(3, 6)", Fault(() => new Measurer(Data with { Artists = ["a"] }, [1], 1, none, 1)));
        Measurer measurer = new(Data, [1], 1, none, 1);
        Assert.Contains("2 evaluated users", Fault(() => measurer.Measure(Toy.Lists([0, 2], 1, _ => [1]))));
        Assert.Contains("2 are not some of 1", Fault(() => measurer.MeasureAt([2], Toy.Lists([0, 1], 2, _ => [1]))));
        Assert.Contains("names item 6 of 6", Fault(() => measurer.Measure(Toy.Lists([0, 1], 1, _ => [6]))));
    }

    private static string Fault(Func<object> act) => Assert.Throws<ArgumentException>(() => act()).Message;

    private static Measured Measure(Measurer measurer) => measurer.Measure(
        Toy.Lists([0, 1], 2, user => Shown[user]), cancellationToken: TestContext.Current.CancellationToken);

    private static double Value(Measured measured, string metric, int k) =>
        measured.Metrics.Single(value => value.Metric == metric && value.K == k).Value;
}
