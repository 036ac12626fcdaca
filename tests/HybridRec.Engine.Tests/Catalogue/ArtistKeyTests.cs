using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Tests.Catalogue;

public sealed class ArtistKeyTests
{
    [Theory]
    [InlineData("The Beatles", "beatles")]
    [InlineData("Beatles, The", "beatles")]
    [InlineData("THE  BEATLES", "beatles")]
    [InlineData("The The", "the")]
    [InlineData("The", "the")]
    [InlineData("Theory of a Deadman", "theory of a deadman")]
    [InlineData("Jay-Z feat. Alicia Keys", "jay z")]
    [InlineData("Jay-Z Feat Alicia Keys", "jay z")]
    [InlineData("Jay-Z ft. Alicia Keys", "jay z")]
    [InlineData("Jay-Z featuring Alicia Keys", "jay z")]
    [InlineData("Jay-Z (feat. Alicia Keys)", "jay z")]
    [InlineData("Jay-Z [with Alicia Keys]", "jay z")]
    [InlineData("Nas;Damian Marley", "nas")]
    [InlineData(";Nas", "nas")]
    [InlineData("Simon & Garfunkel", "simon and garfunkel")]
    [InlineData("Simon and Garfunkel", "simon and garfunkel")]
    [InlineData("Earth, Wind & Fire", "earth wind and fire")]
    [InlineData("Sleeping With Sirens", "sleeping with sirens")]
    [InlineData("Little Feat", "little feat")]
    [InlineData("Left Ft. ", "left ft")]
    [InlineData("!!!", "!!!")]
    [InlineData("", "")]
    public void Of_Credit_IsThePrimaryArtist(string credit, string key)
    {
        Assert.Equal(key, ArtistKey.Of(credit));
    }

    [Theory]
    [InlineData("Unknown Artist", true)]
    [InlineData("<unknown>", true)]
    [InlineData("[Unknown]", true)]
    [InlineData("Various Artists", true)]
    [InlineData("  ", true)]
    [InlineData("Unknown Mortal Orchestra", false)]
    [InlineData("Various Cruelties", false)]
    public void IsPlaceholder_Credit_SaysWhetherItNamesNobody(string credit, bool placeholder)
    {
        Assert.Equal(placeholder, ArtistKey.IsPlaceholder(credit));
    }
}
