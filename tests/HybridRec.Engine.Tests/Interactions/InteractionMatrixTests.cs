using FsCheck;
using FsCheck.Fluent;
using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Tests.Interactions;

public sealed class InteractionMatrixTests
{
    [Fact]
    public void Build_HandWorkedPlays_SumsPairsAndSortsColumns()
    {
        InteractionMatrix plays = InteractionMatrix.Build(
            3, 4, [(0, 3, 1f), (2, 1, 5f), (0, 0, 2f), (0, 3, 4f), (2, 2, 0f)]);

        Assert.Equal([0, 3], plays.Columns(0).ToArray());
        Assert.Equal([2f, 5f], plays.Values(0).ToArray());
        Assert.True(plays.Columns(1).IsEmpty);
        Assert.Equal([1], plays.Columns(2).ToArray());
        Assert.Equal(3, plays.Count);
        Assert.Equal(2, plays.CountRowsWithPlays());
        Assert.Equal(3, plays.Transpose().CountRowsWithPlays());
    }

    [Fact]
    public void Build_AnyOrderOfInput_GivesTheSameBits()
    {
        Random random = new(1);
        (int, int, float)[] plays = [.. Enumerable.Range(0, 500)
            .Select(_ => (random.Next(5), random.Next(5), random.NextSingle()))];
        InteractionMatrix sorted = InteractionMatrix.Build(5, 5, plays);
        random.Shuffle(plays);

        InteractionMatrix shuffled = InteractionMatrix.Build(5, 5, plays);

        for (int row = 0; row < 5; row++)
        {
            Assert.Equal(sorted.Values(row).ToArray(), shuffled.Values(row).ToArray());
        }
    }

    [Fact]
    public void Transpose_AnyPlays_SwapsRowsAndColumns() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Row, byte Column, byte Count)[]>(),
        input =>
        {
            InteractionMatrix plays = InteractionMatrix.Build(
                256, 256, input.Select(play => ((int)play.Row, (int)play.Column, (float)play.Count)));
            InteractionMatrix transposed = plays.Transpose();
            (int, int, float)[] expected = [.. Pairs(plays).Select(pair => (pair.Column, pair.Row, pair.Count)).Order()];
            return expected.SequenceEqual(Pairs(transposed).Select(pair => (pair.Row, pair.Column, pair.Count)))
                && ReferenceEquals(plays, transposed.Transpose());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void WithAgainst_EvidenceAgainst_StandsBesideThePlaysOnBothSides()
    {
        InteractionMatrix plays = InteractionMatrix.Build(2, 3, [(0, 1, 5f)]);

        InteractionMatrix both = plays.WithAgainst(InteractionMatrix.Build(2, 3, [(1, 2, 0.5f), (0, 1, 1f)]));

        Assert.Equal(1, both.Count);
        Assert.Equal([(1, 0, 1f), (2, 1, 0.5f)], Pairs(both.Transpose().Against!));
        Assert.Same(both.Against, both.Transpose().Transpose().Against);
        Assert.Null(plays.Against);
        Assert.Null(plays.WithAgainst(InteractionMatrix.Build(2, 3, [])).Against);
        Assert.Contains(
            "(3, 2) does not fit plays (2, 3)",
            Assert.Throws<ArgumentException>(() => plays.WithAgainst(InteractionMatrix.Build(3, 2, []))).Message);
    }

    [Fact]
    public void Where_SomePlays_KeepsThoseAndAllEvidenceAgainst()
    {
        InteractionMatrix against = InteractionMatrix.Build(2, 3, [(1, 2, 0.5f)]);
        InteractionMatrix plays = InteractionMatrix.Build(2, 3, [(0, 1, 5f), (1, 1, 2f), (1, 0, 3f)]).WithAgainst(against);

        InteractionMatrix kept = plays.Where((user, item) => user == 1 && item == 1);

        Assert.Equal([(1, 1, 2f)], Pairs(kept));
        Assert.Equal((2, 3), (kept.RowCount, kept.ColumnCount));
        Assert.Equal([(1, 2, 0.5f)], Pairs(kept.Against!));
    }

    [Fact]
    public void Build_NothingAtAll_IsEmpty()
    {
        InteractionMatrix plays = InteractionMatrix.Build(0, 0, []);

        Assert.Equal(0, plays.Count);
        Assert.Equal(0, plays.Transpose().RowCount);
        Assert.Equal(0, plays.CountRowsWithPlays());
    }

    [Theory]
    [InlineData(2, 0, 1f, "(2, 0) lies outside (2, 3)")]
    [InlineData(0, 3, 1f, "(0, 3) lies outside (2, 3)")]
    [InlineData(-1, 0, 1f, "(-1, 0) lies outside (2, 3)")]
    [InlineData(0, 0, -1f, "Play count -1 of (0, 0)")]
    [InlineData(0, 0, float.NaN, "Play count NaN of (0, 0)")]
    [InlineData(0, 0, float.PositiveInfinity, "of (0, 0) is not a finite number")]
    public void Build_BadPlay_ThrowsNamingIt(int row, int column, float count, string message) => Assert.Contains(
        message, Assert.Throws<ArgumentException>(() => InteractionMatrix.Build(2, 3, [(row, column, count)])).Message);

    [Fact]
    public void Build_CountsThatAddUpToInfinity_ThrowsNamingThePair() => Assert.Contains(
        "Play counts of (1, 2) add up to",
        Assert.Throws<ArgumentException>(() => InteractionMatrix.Build(2, 3, [(1, 2, 3e38f), (1, 2, 3e38f)])).Message);

    private static IEnumerable<(int Row, int Column, float Count)> Pairs(InteractionMatrix plays)
    {
        for (int row = 0; row < plays.RowCount; row++)
        {
            for (int at = 0; at < plays.Columns(row).Length; at++)
            {
                yield return (row, plays.Columns(row)[at], plays.Values(row)[at]);
            }
        }
    }
}
