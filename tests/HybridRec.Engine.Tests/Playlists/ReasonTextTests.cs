using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Playlists;

namespace HybridRec.Engine.Tests.Playlists;

public sealed class ReasonTextTests
{
    private static Track Named(long id, string artist, string title = "") =>
        new(new TrackId(id), artist, title, null, null, null, null, [], true);

    private static PlaylistEntry Entry(
        ContributingPlay[]? plays = null,
        SoundsLike? alike = null,
        bool cold = false,
        string source = "blend",
        float popularity = 0) =>
        new(1, Named(1, "X"), 1, source, popularity, true, cold, new Because(plays ?? [], alike));

    [Fact]
    public void Of_ThreePlaysAndASound_NamesThem() => Assert.Equal(
        "because you play A – One, B and C – Three; sounds like D – Four",
        ReasonText.Of(Entry(
            [new(Named(2, "A", "One"), 0.5f), new(Named(3, "B"), 0.3f), new(Named(4, "C", "Three"), 0.1f)],
            new SoundsLike(Named(5, "D", "Four"), 0.8f))));

    [Fact]
    public void Of_OnePlay_NamesIt() =>
        Assert.Equal("because you play A", ReasonText.Of(Entry([new(Named(2, "A"), 1)])));

    [Fact]
    public void Of_NothingSoundsAlike_DoesNotSayItDoes() => Assert.Equal(
        "because you play A",
        ReasonText.Of(Entry([new(Named(2, "A"), 1)], new SoundsLike(Named(5, "D"), 0.2f))));

    [Fact]
    public void Of_ColdTrack_SaysNobodyPlayedIt() => Assert.Equal(
        "sounds like D; nobody here has played it yet",
        ReasonText.Of(Entry(alike: new SoundsLike(Named(5, "D"), 0.9f), cold: true)));

    [Fact]
    public void Of_FreshTrackWithAListener_SaysHardlyAnybodyPlayedIt() => Assert.Equal(
        "because you play A; hardly anybody here has played it yet",
        ReasonText.Of(Entry([new(Named(2, "A"), 1)], source: "fresh")));

    [Theory]
    [InlineData("sounds-like", "sounds like D; because you play A")]
    [InlineData("cross-genre", "from a corner that you hardly visit; sounds like D; because you play A")]
    [InlineData("lift", "unusually common among those who play what you play; because you play A; sounds like D")]
    [InlineData("rediscovery", "an old favourite that you have not played for long; sounds like D")]
    public void Of_Generator_SaysWhatItKnows(string source, string expected) => Assert.Equal(
        expected, ReasonText.Of(Entry([new(Named(2, "A"), 1)], new SoundsLike(Named(5, "D"), 0.9f), source: source)));

    [Theory]
    [InlineData(80, "a favourite here, to start with")]
    [InlineData(0, "a taste of the library, to start with")]
    public void Of_Onboarding_SaysSo(float popularity, string expected) =>
        Assert.Equal(expected, ReasonText.Of(Entry(cold: popularity == 0, source: "onboarding", popularity: popularity)));
}
