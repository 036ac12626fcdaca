using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Tests.Catalogue;

public sealed class TitleKeyTests
{
    [Theory]
    [InlineData("Heroes - Remastered 2011")]
    [InlineData("Heroes - 2017 Remaster")]
    [InlineData("Heroes – 2017 Remaster")]
    [InlineData("Heroes (2017 Remastered Version)")]
    [InlineData("Heroes (Digitally Remastered)")]
    [InlineData("Heroes (Remastered in 2017)")]
    [InlineData("Heroes [Remaster]")]
    [InlineData("Heroes - Mono")]
    [InlineData("Heroes (Stereo Version)")]
    [InlineData("Heroes (2015 Stereo Mix)")]
    [InlineData("Heroes - Mono / Remastered 2009")]
    [InlineData("Heroes (Album Version)")]
    [InlineData("Heroes - Single Version")]
    [InlineData("Heroes (Single Edit)")]
    [InlineData("Heroes (7\" Version)")]
    [InlineData("Heroes - Radio Edit")]
    [InlineData("Heroes (Original Mix)")]
    [InlineData("Heroes (Explicit)")]
    [InlineData("Heroes [Explicit Version]")]
    [InlineData("Heroes (Clean)")]
    [InlineData("Heroes (Bonus Track)")]
    [InlineData("Heroes (Deluxe Edition)")]
    [InlineData("Heroes - 50th Anniversary Edition")]
    [InlineData("Heroes (feat. Brian Eno)")]
    [InlineData("Heroes [ft. Brian Eno]")]
    [InlineData("Heroes (with Brian Eno)")]
    [InlineData("Heroes feat. Brian Eno & Robert Fripp")]
    [InlineData("Heroes ft Brian Eno - 2017 Remaster")]
    [InlineData("Heroes featuring Brian Eno (Album Version)")]
    [InlineData("Heroes (feat. Brian Eno) [Explicit] - 2017 Remaster")]
    [InlineData("“Heroes”")]
    [InlineData("HEROES!")]
    public void Of_SameRecordingPackedDifferently_IsTheBareTitle(string title)
    {
        Assert.Equal("heroes", TitleKey.Of(title));
    }

    [Theory]
    [InlineData("Heroes (Live)", "heroes|live")]
    [InlineData("Heroes - Live", "heroes|live")]
    [InlineData("Heroes - Live Version", "heroes|live")]
    [InlineData("Heroes (Live at Wembley)", "heroes|live at wembley")]
    [InlineData("Heroes - Live at Wembley / 2017 Remaster", "heroes|live at wembley")]
    [InlineData("Heroes (Live) [2017 Remaster]", "heroes|live")]
    [InlineData("Heroes (Acoustic)", "heroes|acoustic")]
    [InlineData("Heroes - Acoustic Version", "heroes|acoustic")]
    [InlineData("Heroes (Live) (Acoustic)", "heroes|live|acoustic")]
    [InlineData("Heroes (Aphex Twin Remix)", "heroes|aphex twin remix")]
    [InlineData("Heroes - Aphex Twin Remix", "heroes|aphex twin remix")]
    [InlineData("Heroes (Demo)", "heroes|demo")]
    [InlineData("Heroes (Instrumental Version)", "heroes|instrumental")]
    [InlineData("Heroes (Karaoke Version)", "heroes|karaoke")]
    [InlineData("Heroes (Extended Mix)", "heroes|extended mix")]
    [InlineData("Heroes (feat. Brian Eno) (Live)", "heroes|live")]
    [InlineData("Heroes feat. Brian Eno - Live", "heroes|live")]
    public void Of_AnotherRecording_KeepsWhatMakesItOne(string title, string key)
    {
        Assert.Equal(key, TitleKey.Of(title));
    }

    [Theory]
    [InlineData("(I Can't Get No) Satisfaction", "i cant get no satisfaction")]
    [InlineData("Live and Let Die", "live and let die")]
    [InlineData("Long Live", "long live")] // no version of "Long"
    [InlineData("(Live)", "live")]
    [InlineData("Original Sin", "original sin")]
    [InlineData("Symphony (Original Sin)", "symphony original sin")]
    [InlineData("Untitled (How Does It Feel)", "untitled how does it feel")]
    [InlineData("All Too Well (Taylor's Version)", "all too well taylors version")]
    [InlineData("Dancing With Myself", "dancing with myself")]
    [InlineData("What a Feat", "what a feat")]
    [InlineData("The End", "the end")]
    [InlineData("1999 (1999)", "1999 1999")]
    [InlineData("Broken) bracket (", "broken bracket")]
    [InlineData(")))", ")))")]
    [InlineData("- - -", "- - -")]
    [InlineData("???", "???")]
    public void Of_WordsThatBelongToTheTitle_StayInIt(string title, string key)
    {
        Assert.Equal(key, TitleKey.Of(title));
    }

    [Fact]
    public void Of_ThousandsOfBrackets_ReadsEight()
    {
        string title = "a" + string.Concat(Enumerable.Repeat(" (live)", 2_000));

        string key = TitleKey.Of(title);

        Assert.StartsWith("a live live", key, StringComparison.Ordinal);
        Assert.Equal(8, key.Count(c => c == '|'));
    }
}
