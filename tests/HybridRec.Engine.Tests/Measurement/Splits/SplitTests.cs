using HybridRec.Engine.Measurement;

namespace HybridRec.Engine.Tests.Measurement.Splits;

/// <summary>The tables in the splitters' docs, and what every splitter must do.</summary>
public sealed class SplitTests
{
    private const int Ann = 0, Ben = 1, Cem = 2;
    private const int A = 0, B = 1, C = 2, D = 3;

    private static readonly Interaction[] Table =
    [
        new(Ann, A, 1, 1), new(Ann, B, 1, 2), new(Ben, A, 1, 2), new(Ben, D, 1, 3), new(Cem, B, 1, 3),
        new(Ann, C, 1, 4), new(Ann, A, 1, 5),
    ];

    [Fact]
    public void Temporal_DocumentedTable_CutsAllUsersAtOneMoment()
    {
        Split unheard = new TemporalSplit(0.7).Split(Table);
        Split all = new TemporalSplit(0.7).Split(Table, keepRepeats: true);

        Assert.Equal(["0A1", "0B2", "1A2", "1D3", "2B3"], Cells(unheard.Train));
        Assert.Equal(["0C4"], Cells(unheard.Test));
        Assert.Equal(["0C4", "0A5"], Cells(all.Test));
        Assert.Equal((0, 1), (unheard.UsersOnlyInTest, unheard.ItemsOnlyInTest));
        Assert.Contains("cut-off 1970-01-01 00:00:04 UTC", unheard.Notes);
        Assert.Contains("1 held-out interactions with items the user had played before left out", unheard.Notes);
    }

    [Fact]
    public void Temporal_PlayCounts_WeighTheListens()
    {
        // 6 of 10 listens lie at moment 1.
        Interaction[] plays = [new(0, 0, 6, 1), new(0, 1, 1, 2), new(0, 2, 3, 3)];

        Assert.Equal(["0A1"], Cells(new TemporalSplit(0.6).Split(plays).Train));
        Assert.Equal(["0A1", "0B2"], Cells(new TemporalSplit(0.7).Split(plays).Train));
    }

    [Fact]
    public void Temporal_OneMomentForAll_IsAnEmptySplit()
    {
        SplitException error = Assert.Throws<SplitException>(() => new TemporalSplit().Split([new(0, 0, 1, 5), new(1, 1, 1, 5)]));

        Assert.Contains("No moment has 80 %", error.Message);
    }

    [Fact]
    public void LeaveLastOut_DocumentedTable_HoldsOneItemOutForEachUser()
    {
        Interaction[] table =
        [
            new(Ann, A, 1, 1), new(Ann, B, 1, 2), new(Ben, A, 1, 2), new(Ben, D, 1, 3), new(Cem, B, 1, 3),
            new(Ann, C, 1, 4), new(Ann, D, 1, 5), new(Ben, C, 1, 5), new(Ann, A, 1, 6),
        ];

        Split unheard = new LeaveLastOut(0.5).Split(table);
        Split all = new LeaveLastOut(0.5).Split(table, keepRepeats: true);

        Assert.Equal(["0A1", "0B2", "1A2", "1D3", "2B3"], Cells(unheard.Train));
        Assert.Equal(["0D5", "1C5"], Cells(unheard.Test));
        Assert.Equal(["0A6", "1C5"], Cells(all.Test));
        Assert.Contains("1 interactions between the cut-off and the last one are in neither part", unheard.Notes);
    }

    [Fact]
    public void LeaveLastOut_SeveralAtTheLastMoment_DrawsOneItemWithAllItsPlays()
    {
        Interaction[] plays = [new(0, 0, 9, 1), new(0, 1, 1, 2), new(0, 2, 1, 2), new(0, 2, 1, 2)];

        IEnumerable<int> held = Enumerable.Range(0, 40)
            .Select(seed => Assert.Single(new LeaveLastOut(0.5, seed).Split(plays).Test.Select(late => late.ItemRow).Distinct()));

        Assert.Equal([1, 2], held.Distinct().Order());
    }

    [Fact]
    public void Random_ManyUsers_TakesTheShareOfEachAndNeverAll()
    {
        Interaction[] plays = [.. from user in Enumerable.Range(1, 10) from item in Enumerable.Range(0, user) select new Interaction(user, item, 1)];

        Split split = new RandomSplit(0.5, seed: 3).Split(plays);

        // Halves round up, but one item at least stays: 1 → 0, 2 → 1, 3 → 2, 4 → 2, 5 → 3.
        int[] taken = [.. Enumerable.Range(1, 5).Select(user => split.Test.Count(late => late.UserRow == user))];
        Assert.Equal([0, 1, 2, 2, 3], taken);
        Assert.Equal(0, split.UsersOnlyInTest);
    }

    [Fact]
    public void Random_ItemPlayedTwice_GoesWithAllItsPlays()
    {
        Interaction[] plays = [new(0, 0, 1, 1), new(0, 0, 1, 2), new(0, 1, 1, 3), new(0, 1, 1, 4)];

        Split split = new RandomSplit(0.5, seed: 1).Split(plays);

        Assert.Equal(2, split.Test.Count);
        Assert.Equal(2, split.Train.Count);
        Assert.NotEqual(split.Train[0].ItemRow, split.Test[0].ItemRow);
    }

    [Fact]
    public void ColdItems_Share_HidesItemsFromAllUsers()
    {
        Interaction[] plays = [.. from user in Enumerable.Range(0, 6) from item in Enumerable.Range(0, 10) select new Interaction(user, item, 1)];

        Split split = new ColdItemsSplit(0.25, seed: 1).Split(plays);

        int[] hidden = [.. split.Test.Select(late => late.ItemRow).Distinct()];
        Assert.Equal(3, hidden.Length);
        Assert.Equal(18, split.Test.Count);
        Assert.DoesNotContain(split.Train, old => hidden.Contains(old.ItemRow));
        Assert.Equal((0, 3), (split.UsersOnlyInTest, split.ItemsOnlyInTest));
        Assert.Contains("3 items only in the held-out part", split.Notes);
    }

    [Fact]
    public void ColdItems_OneItem_Throws() =>
        Assert.Throws<SplitException>(() => new ColdItemsSplit().Split([new(0, 0, 1), new(1, 0, 1)]));

    [Theory]
    [InlineData("temporal:0.6")]
    [InlineData("random:0.3")]
    [InlineData("leave-last-out")]
    [InlineData("cold-items:0.3")]
    public void AnySplit_AnyData_KeepsPartsApartAndIgnoresTheOrderOfTheInput(string rule)
    {
        Random chance = new(11);
        Interaction[] plays = [.. Enumerable.Range(0, 600)
            .Select(_ => new Interaction(chance.Next(20), chance.Next(30), chance.Next(4), chance.Next(50)))];
        Interaction[] shuffled = [.. plays];
        chance.Shuffle(shuffled);
        ISplitter splitter = SplitRule.Parse(rule, seed: 5);

        Split split = splitter.Split(plays);
        Split other = splitter.Split(shuffled);

        Assert.Empty(split.Train.Select(Pair).Intersect(split.Test.Select(Pair)));
        Assert.All(split.Train.Concat(split.Test), play => Assert.Contains(play, plays));
        Assert.DoesNotContain(split.Train.Concat(split.Test), play => play.PlayCount == 0);
        Assert.Equal(Sorted(split.Train), Sorted(other.Train));
        Assert.Equal(Sorted(split.Test), Sorted(other.Test));
        Assert.Contains(split.Notes, note => note.EndsWith("interactions with play count 0 left out", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("temporal")]
    [InlineData("leave-last-out:0.5")]
    public void SplitByTime_MissingTimestamps_SaysHowManyAndWhatToDo(string rule)
    {
        SplitException error = Assert.Throws<SplitException>(() => SplitRule.Parse(rule).Split([new(0, 0, 1, 5), new(0, 1, 1)]));

        Assert.Contains("1 of 2 interactions have no timestamp", error.Message);
        Assert.Contains("random:0.2", error.Message);
    }

    [Fact]
    public void SplitByTime_Milliseconds_IsNoticed() => Assert.Contains(
        "milliseconds",
        Assert.Throws<SplitException>(
            () => new TemporalSplit(0.5).Split([new(0, 0, 1, 1_200_000_000_000), new(0, 1, 1, 1_200_000_001_000)])).Message);

    [Theory]
    [InlineData("random:0.2")]
    [InlineData("temporal:0.8")]
    public void AnySplit_NothingToDivide_Throws(string rule) =>
        Assert.Throws<SplitException>(() => SplitRule.Parse(rule).Split([new(0, 0, 0, 1)]));

    [Fact]
    public void AnySplit_OnlyRepeatsAfterTheCutOff_IsAnEmptySplit() => Assert.Contains(
        "holds nothing out",
        Assert.Throws<SplitException>(() => new TemporalSplit(0.5).Split([new(0, 0, 1, 1), new(0, 0, 1, 2)])).Message);

    [Theory]
    [InlineData(-1, 0, 1f)]
    [InlineData(0, -1, 1f)]
    [InlineData(0, 0, -1f)]
    [InlineData(0, 0, float.NaN)]
    public void AnySplit_NoInteraction_Throws(int user, int item, float count) =>
        Assert.Throws<ArgumentException>(() => new RandomSplit().Split([new(user, item, count)]));

    [Theory]
    [InlineData("weekly")]
    [InlineData("random:x")]
    [InlineData("random:0")]
    [InlineData("temporal:1")]
    [InlineData("cold-items:NaN")]
    [InlineData("temporal:0,8")]
    public void Parse_BadRule_ThrowsShowingTheChoices(string rule)
    {
        SplitException error = Assert.Throws<SplitException>(() => SplitRule.Parse(rule));

        Assert.Contains(rule, error.Message);
        Assert.Contains("cold-items:0.2", error.Message);
    }

    [Theory]
    [InlineData("temporal:0.8", "global temporal cut-off after 80 % of the listens")]
    [InlineData("random:0.25", "random 25 % of each user's items, seed 7")]
    [InlineData("leave-last-out", "each user's last listen after a global cut-off at 80 % of the listens, seed 7")]
    [InlineData("cold-items", "random 20 % of the items hidden from all users, seed 7")]
    public void Parse_GoodRule_DescribesItselfInWords(string rule, string words) =>
        Assert.Equal(words, SplitRule.Parse(rule, seed: 7).Description);

    [Fact]
    public void Splitters_ShareOutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemporalSplit(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomSplit(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeaveLastOut(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ColdItemsSplit(-0.1));
    }

    private static string[] Cells(IEnumerable<Interaction> plays) =>
        [.. plays.Select(play => $"{play.UserRow}{(char)('A' + play.ItemRow)}{play.Time}")];

    private static (int User, int Item) Pair(Interaction play) => (play.UserRow, play.ItemRow);

    private static List<(int User, int Item, float Count, long? Time)> Sorted(IEnumerable<Interaction> plays) =>
        [.. plays.Select(play => (play.UserRow, play.ItemRow, play.PlayCount, play.Time)).Order()];
}
