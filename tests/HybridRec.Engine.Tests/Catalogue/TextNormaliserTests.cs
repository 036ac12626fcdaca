using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Tests.Catalogue;

public sealed class TextNormaliserTests
{
    [Theory]
    [InlineData("ﬁre", "fire")] // a ligature
    [InlineData("Ｈｅｌｌｏ　１２３", "hello 123")] // full width
    [InlineData("ﾊﾟﾋﾟ", "パピ")] // half-width kana and its marks
    [InlineData("STRASSE", "strasse")]
    [InlineData("Straße", "strasse")]
    [InlineData("STRAẞE", "strasse")]
    [InlineData("ΟΔΥΣΣΕΥΣ", "οδυσσευσ")] // capital and final sigma are one letter
    [InlineData("Οδυσσεύς", "οδυσσεύσ")]
    [InlineData("Beyonce\u0301", "beyoncé")] // combining accent, composed
    [InlineData("BEYONCÉ", "beyoncé")]
    [InlineData("İstanbul", "i̇stanbul")]
    [InlineData("Ⅷ", "viii")]
    [InlineData("Rock’n’Roll ´n` more", "rock'n'roll 'n' more")]
    [InlineData("Brand™ New℠", "brand new")]
    public void CaseFold_SpellingsOfOneName_BecomeOne(string text, string folded)
    {
        Assert.Equal(folded, TextNormaliser.CaseFold(text));
    }

    [Theory]
    [InlineData("Simon & Garfunkel", "simon and garfunkel")]
    [InlineData("Florence + The Machine", "florence and the machine")]
    [InlineData("R&B", "r and b")]
    [InlineData("1+1", "1 and 1")]
    [InlineData("C++", "c")]
    [InlineData("R.E.M.", "rem")]
    [InlineData("J. Cole", "j cole")]
    [InlineData("Mr. Brightside", "mr brightside")]
    [InlineData("10.000 Maniacs", "10 000 maniacs")]
    [InlineData("v.2", "v 2")]
    [InlineData("Don’t Stop -- Believin'", "dont stop believin")]
    [InlineData("AC/DC", "ac dc")]
    [InlineData("Ke$ha", "ke$ha")]
    [InlineData("I ♥ NY", "i ♥ ny")]
    [InlineData("❤️", "❤")] // without the variation selector
    [InlineData("Prelude in C# minor", "prelude in c# minor")]
    [InlineData("Prelude in C♯ minor", "prelude in c# minor")]
    [InlineData("#1 Crush", "1 crush")]
    [InlineData("  a \t\r\n b  ", "a b")]
    [InlineData("zero\u200Bwidth \uFEFFmarks\u00AD", "zerowidth marks")]
    [InlineData("a\0b", "a b")]
    [InlineData("打上花火", "打上花火")]
    public void Words_PunctuationAndSpace_Collapse(string text, string words)
    {
        Assert.Equal(words, TextNormaliser.Words(text));
    }

    [Theory]
    [InlineData("!!!", "!!!")]
    [InlineData(" ... ", "...")]
    [InlineData("÷", "÷")]
    [InlineData("( )  ( )", "( ) ( )")]
    public void Words_PunctuationAlone_IsKept(string text, string words)
    {
        Assert.Equal(words, TextNormaliser.Words(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\u200B ")]
    public void Words_NothingVisible_IsEmpty(string text)
    {
        Assert.Equal("", TextNormaliser.Words(text));
    }

    [Fact]
    public void Words_AccentsAreLetters_DifferFromBareOnes()
    {
        Assert.NotEqual(TextNormaliser.Words("Beyonce"), TextNormaliser.Words("Beyoncé"));
    }

    [Fact]
    public void Words_BrokenSurrogates_DoNotThrow()
    {
        Assert.Equal("a\uFFFDb", TextNormaliser.Words("a\uD800b"));
    }

    [Fact]
    public void Words_AnyText_IsStableUnderCaseCompositionAndRepetition()
    {
        Prop.ForAll<string>(text =>
        {
            string words = TextNormaliser.Words(text ?? "");
            string decomposed = TextNormaliser.CaseFold(text ?? "").Normalize(NormalizationForm.FormD);
            return TextNormaliser.Words(words) == words
                && TextNormaliser.Words(decomposed) == words
                && !words.Contains("  ", StringComparison.Ordinal)
                && words.Trim() == words;
        }).QuickCheckThrowOnFailure();
    }
}
