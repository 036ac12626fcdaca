using HybridRec.Evaluation.Lineup;

namespace HybridRec.Evaluation.Tests.Lineup;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("als", "als", null)]
    [InlineData(" hybrid ", "hybrid", null)]
    [InlineData("hybrid@0.25", "hybrid", 0.25)]
    [InlineData("hybrid@1", "hybrid", 1.0)]
    [InlineData("xquad@0.4", "xquad", 0.4)]
    public void TryParse_Known_GivesKindAndDial(string text, string kind, double? dial)
    {
        Assert.True(ModelName.TryParse(text, out ModelName? name, out _));
        Assert.Equal(new ModelName(kind, dial), name);
        Assert.Equal(text.Trim(), name.ToString());
    }

    [Theory]
    [InlineData("bpr", "There is no model \"bpr\"")]
    [InlineData("", "There is no model")]
    [InlineData("mmr", "mmr needs a setting of its knob: mmr@0.5.")]
    [InlineData("mmr@2", "from 0 to 1")]
    [InlineData("als@0.5", "Only hybrid has a dial")]
    [InlineData("hybrid@1.5", "from 0 to 1")]
    [InlineData("hybrid@-0.5", "from 0 to 1")]
    [InlineData("hybrid@", "from 0 to 1")]
    [InlineData("hybrid@0,5", "from 0 to 1")]
    [InlineData("hybrid@0.5@1", "There is no model")]
    public void TryParse_Unknown_SaysWhatThereIs(string text, string message)
    {
        Assert.False(ModelName.TryParse(text, out _, out string? fault));
        Assert.Contains(message, fault);
    }

    [Fact]
    public void Standard_IsTheProtocolsLineUp() => Assert.Equal(
        "random popularity item-knn user-knn lift ease als cf audio hybrid hybrid@0 hybrid@0.25 hybrid@0.5 hybrid@0.75 hybrid@1",
        string.Join(' ', ModelName.Standard));
}
