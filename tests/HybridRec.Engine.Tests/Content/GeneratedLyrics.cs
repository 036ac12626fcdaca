namespace HybridRec.Engine.Tests.Content;

/// <summary>Made-up texts in made-up languages: each has function words as common as in real ones (Zipf), words of no theme, and words of each theme.</summary>
internal sealed class GeneratedLyrics
{
    public const int Languages = 3;
    public const int ThemeCount = 8;
    private const int FunctionWords = 60;
    private const int PlainWords = 600;
    private const int ThemeWords = 60;

    private readonly string[][] _function;
    private readonly string[][] _plain;
    private readonly string[][][] _themes;

    public GeneratedLyrics(int seed, int texts, int words = 120, double themed = 0.12)
    {
        Random random = new(seed);
        HashSet<string> used = [];
        _function = [.. Enumerable.Range(0, Languages).Select(language => Vocabulary(FunctionWords, language, 1))];
        _plain = [.. Enumerable.Range(0, Languages).Select(language => Vocabulary(PlainWords, language, 3))];
        _themes = [.. Enumerable.Range(0, Languages).Select(language =>
            Enumerable.Range(0, ThemeCount).Select(_ => Vocabulary(ThemeWords, language, 3)).ToArray())];
        Language = new int[texts];
        Theme = new int[texts];
        Texts = new string[texts];
        for (int text = 0; text < texts; text++)
        {
            (Language[text], Theme[text]) = (random.Next(Languages), random.Next(ThemeCount));
            Texts[text] = string.Join(' ', Enumerable.Range(0, words).Select(_ => Word(Language[text], Theme[text])));
        }

        string[] Vocabulary(int count, int language, int syllables)
        {
            // Letters of the Latin, Cyrillic and Greek scripts.
            string consonants = language switch { 0 => "bdfgklmnprst", 1 => "бвгдклмнпрст", _ => "βγδκλμνπρσtφ".Replace('t', 'τ') };
            string vowels = language switch { 0 => "aeiou", 1 => "аеиоу", _ => "αεηιου" };
            List<string> made = [];
            while (made.Count < count)
            {
                string word = string.Concat(Enumerable.Range(0, syllables + random.Next(2)).Select(_ =>
                    $"{consonants[random.Next(consonants.Length)]}{vowels[random.Next(vowels.Length)]}"));
                if (used.Add(word))
                {
                    made.Add(word);
                }
            }

            return [.. made];
        }

        string Word(int language, int theme)
        {
            double ball = random.NextDouble();
            return ball < themed ? Zipf(_themes[language][theme]) : ball < 0.6 ? Zipf(_function[language]) : Zipf(_plain[language]);
        }

        string Zipf(string[] vocabulary) => vocabulary[(int)(Math.Pow(vocabulary.Length + 1, random.NextDouble()) - 1)];
    }

    public string[] Texts { get; }

    public int[] Language { get; }

    public int[] Theme { get; }

    public bool SameTheme(int one, int other) => Language[one] == Language[other] && Theme[one] == Theme[other];
}
