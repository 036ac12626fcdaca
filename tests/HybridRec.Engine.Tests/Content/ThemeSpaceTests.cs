using System.Numerics.Tensors;
using HybridRec.Engine.Content;

namespace HybridRec.Engine.Tests.Content;

public sealed class ThemeSpaceTests
{
    [Fact]
    public void Of_TextsOfSeveralLanguages_GivesTheirWords()
    {
        Assert.Equal(["don", "lets", "go", "straße".Replace("ß", "ss"), "été"], LyricWords.Of("Don, let's GO a 99 Straße! été").Where(word => word.Length > 1));
        Assert.Equal(["夜の", "の空", "love"], LyricWords.Of("夜の空 love"));
        Assert.Equal(["луна", "над", "рекой"], LyricWords.Of("Луна — над рекой…"));
        Assert.Empty(LyricWords.Of(" ♪ 12 \n x "));
    }

    [Fact]
    public void Learn_ThemesInThreeLanguages_FindsTextsOfTheSameTheme()
    {
        GeneratedLyrics lyrics = new(seed: 1, texts: 600);

        ThemeSpace space = ThemeSpace.Learn(lyrics.Texts)!;

        // One in 24 texts is of the same language and theme.
        (double precision, double languages) = PrecisionAtTen(lyrics, space);
        Assert.True(precision > 0.75, $"precision {precision:F3}");
        Assert.True(languages > 0.99, $"same language {languages:F3}");
    }

    [Fact]
    public void Learn_SameTextsAndSeed_GivesTheSameSpaceWithRowsOfLengthOne()
    {
        string?[] texts = [.. new GeneratedLyrics(seed: 2, texts: 80).Texts, null, "too short"];

        ThemeSpace space = ThemeSpace.Learn(texts, seed: 5)!;

        Assert.Equal(space.Vectors.Values, ThemeSpace.Learn(texts, seed: 5)!.Vectors.Values);
        Assert.All(Enumerable.Range(0, 80), row => Assert.Equal(1, TensorPrimitives.Norm<float>(space.Vectors.Row(row)), 1e-5f));
        Assert.All(Enumerable.Range(80, 2), row => Assert.Equal(0, TensorPrimitives.Norm<float>(space.Vectors.Row(row))));
        Assert.Equal((null, null), (space.Words[80], space.Words[81]));
    }

    [Fact]
    public void Learn_TellingWords_AreRareElsewhere()
    {
        string common = "and the of it to a in is we you me my so oh yeah now then here there when what who ";
        string[] texts =
        [
            .. Enumerable.Range(0, 30).Select(i => common + (i < 3 ? "harbour sailor anchor tide lighthouse gull mast deck rope knot storm bay" : $"alpha{i % 5}x beta gamma delta epsilon zeta")),
        ];

        IReadOnlyList<string> words = ThemeSpace.Learn(texts)!.Words[0]!;

        Assert.Contains("harbour", words);
        Assert.DoesNotContain("the", words);
    }

    [Fact]
    public void Learn_TooLittleText_GivesNothing()
    {
        Assert.Null(ThemeSpace.Learn([null, "one two three four five six seven eight nine ten", null]));
        Assert.Null(ThemeSpace.Learn([]));
    }

    [Fact]
    public void Learn_OptionsOutOfRange_SaysWhich() => Assert.Contains(
        "Rank", Assert.Throws<ArgumentException>(() => ThemeSpace.Learn([], new ThemeOptions { Rank = 0 })).Message);

    private static (double Precision, double Languages) PrecisionAtTen(GeneratedLyrics lyrics, ThemeSpace space)
    {
        double same = 0;
        double languages = 0;
        for (int text = 0; text < lyrics.Texts.Length; text++)
        {
            int[] nearest =
            [
                .. Enumerable.Range(0, lyrics.Texts.Length).Where(other => other != text)
                    .OrderByDescending(other => TensorPrimitives.Dot<float>(space.Vectors.Row(text), space.Vectors.Row(other))).Take(10),
            ];
            same += nearest.Count(other => lyrics.SameTheme(text, other)) / 10.0;
            languages += nearest.Count(other => lyrics.Language[text] == lyrics.Language[other]) / 10.0;
        }

        return (same / lyrics.Texts.Length, languages / lyrics.Texts.Length);
    }
}
