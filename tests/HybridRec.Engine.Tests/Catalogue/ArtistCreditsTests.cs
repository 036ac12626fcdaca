using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Tests.Catalogue;

public sealed class ArtistCreditsTests
{
    [Theory]
    [InlineData("The Kinks", "Lola", "kinks")]
    [InlineData("Jay-Z feat. Alicia Keys", "Empire State", "jay z|alicia keys")]
    [InlineData("Nas;Damian Marley;The Roots", "Patience", "nas|damian marley|roots")]
    [InlineData("Nas", "One (feat. A, B & C)", "nas|a b and c|a|a b|b|b and c|c")]
    [InlineData("Nas", "One ft. The Roots - Live", "nas|roots")]
    [InlineData("Nas", "One (with Lauryn Hill) [Remastered]", "nas|lauryn hill")]
    [InlineData("Simon & Garfunkel", "America", "simon and garfunkel|simon|garfunkel")]
    [InlineData("Jack Ü x Skrillex vs. Diplo", "Take", "jack ü x skrillex vs diplo|jack ü|jack ü x skrillex|skrillex|skrillex vs diplo|diplo")]
    [InlineData("AC/DC", "Thunderstruck", "ac dc")]
    [InlineData("10,000 Maniacs", "Dancing with Myself", "10 000 maniacs")]
    [InlineData("A with Unknown Artist", "T", "a with unknown artist|a")]
    [InlineData("Unknown Artist", "T (feat. B)", "unknown artist|b")]
    public void KeysOf_Credit_NamesEverybody(string artist, string title, string expected) =>
        Assert.Equal(expected.Split('|'), ArtistCredits.KeysOf(artist, title));

    [Fact]
    public void KeysOf_HostileCredit_StaysSmall()
    {
        string hostile = string.Join(" & ", Enumerable.Range(0, 2_000).Select(at => $"n{at}"));

        IReadOnlyList<string> keys = ArtistCredits.KeysOf(hostile, "feat. " + new string(' ', 50_000));

        Assert.InRange(keys.Count, 2_000, 8_001);
    }
}
