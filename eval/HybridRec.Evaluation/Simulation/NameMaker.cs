using System.Globalization;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Makes pronounceable names that mean nothing, each once.</summary>
internal sealed class NameMaker(Random chance)
{
    private static readonly string[] Onsets =
        ["b", "br", "ch", "d", "dr", "f", "g", "gl", "h", "j", "k", "l", "m", "n", "p", "r", "s", "sh", "st", "t", "tr", "v", "w", "z"];

    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ai", "ea", "oo", "y"];
    private static readonly string[] Codas = ["", "", "", "l", "m", "n", "r", "s", "nd", "rk", "th"];

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A name of one to <paramref name="words"/> capitalised words.</summary>
    public string Next(int words)
    {
        while (true)
        {
            string name = string.Join(' ', Enumerable.Range(0, chance.Next(1, words + 1)).Select(_ => Word()));
            if (_taken.Add(name))
            {
                return name;
            }
        }
    }

    private string Word()
    {
        int syllables = chance.Next(4) == 0 ? 3 : 2;
        string word = string.Concat(Enumerable.Range(0, syllables).Select(_ => Pick(Onsets) + Pick(Vowels)));
        return CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word + Pick(Codas));
    }

    private string Pick(string[] parts) => parts[chance.Next(parts.Length)];
}
