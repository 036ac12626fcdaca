using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Tests.Listens;

public sealed class ListenRulesTests
{
    private static readonly DateTimeOffset Now = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void TimeBrokenBy_BothEdges_AreInside()
    {
        Assert.Null(ListenRules.TimeBrokenBy(ListenRules.Earliest, Now));
        Assert.Null(ListenRules.TimeBrokenBy(Now.AddHours(1), Now));
    }

    [Fact]
    public void TimeBrokenBy_OneSecondBeyondEitherEdge_NamesTheRule()
    {
        Assert.Equal("is before 2002-10-01", ListenRules.TimeBrokenBy(ListenRules.Earliest.AddSeconds(-1), Now));
        Assert.Equal("is more than 1 h in the future", ListenRules.TimeBrokenBy(Now.AddHours(1).AddSeconds(1), Now));
    }

    [Theory]
    [InlineData("alice", true)]
    [InlineData("Zoë Ø.", true)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\0", false)]
    [InlineData("\ud800", false)]
    public void IsUserName_Shapes_AreToldApart(string name, bool expected) =>
        Assert.Equal(expected, ListenRules.IsUserName(name));

    [Fact]
    public void IsUserName_Length_IsAtMost100()
    {
        Assert.True(ListenRules.IsUserName(new string('x', 100)));
        Assert.False(ListenRules.IsUserName(new string('x', 101)));
    }
}
