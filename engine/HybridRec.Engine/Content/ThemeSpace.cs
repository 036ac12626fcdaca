using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>What lyrics are about: a vector and the telling words of each text.</summary>
/// <remarks>
/// Latent semantic analysis (Deerwester, Dumais, Furnas, Landauer &amp; Harshman, JASIS 1990): texts × words with (1 + ln n) ln(N ÷ n_w),
/// rows of length 1 (Salton &amp; Buckley 1988), cut to its largest singular values. Words that go together come to lie together, so two texts may be
/// alike that share none. Of each language its own: no dictionary tells that "Nacht" is "night".
/// </remarks>
/// <param name="Vectors">Shape (texts, k), rows of length 1; a zero row for a text without enough words.</param>
/// <param name="Words">The most telling words of each text, most telling first; null for a text without enough words.</param>
public sealed record ThemeSpace(FactorMatrix Vectors, IReadOnlyList<IReadOnlyList<string>?> Words)
{
    private const int WordsKept = 20;
    private const int LeastTexts = 2;

    /// <summary>Below so many texts a word is not called common, however large its share.</summary>
    private const int FewTexts = 10;

    /// <summary>Learns the space.</summary>
    /// <param name="lyrics">A text a track, or null.</param>
    /// <param name="options">Sizes; null for the defaults.</param>
    /// <param name="seed">Seed of the decomposition.</param>
    /// <returns>The space; null where fewer than two texts have words in common with others.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <remarks>O(words of all texts · k). The same texts and seed give the same space.</remarks>
    public static ThemeSpace? Learn(IReadOnlyList<string?> lyrics, ThemeOptions? options = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(lyrics);
        options ??= new();
        OptionsCheck.ThrowIfInvalid(options);
        Dictionary<string, int>?[] counts = [.. lyrics.Select(text => text is null ? null : Count(text))];
        Dictionary<string, int> texts = new(StringComparer.Ordinal);
        foreach (string word in counts.OfType<Dictionary<string, int>>().SelectMany(count => count.Keys))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(texts, word, out _)++;
        }

        int withText = counts.Count(count => count is { Count: > 0 });
        double most = Math.Max(FewTexts, options.MostShare * withText);
        string[] words =
        [
            .. texts.Where(word => word.Value >= LeastTexts && word.Value <= most)
                .OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal)
                .Take(options.MostWords).Select(word => word.Key),
        ];
        Dictionary<string, int> columns = new(StringComparer.Ordinal);
        foreach (string word in words)
        {
            columns.Add(word, columns.Count);
        }

        ScoredRow[][] rows = [.. counts.Select(Weigh)];
        if (rows.Count(row => row.Length > 0) < 2)
        {
            return null;
        }

        FactorMatrix vectors = RandomizedSvd.ScaledLeft(SparseMatrix.FromRows(rows, words.Length), options.Rank, seed);
        for (int row = 0; row < vectors.Rows; row++)
        {
            float norm = TensorPrimitives.Norm<float>(vectors.Row(row));
            TensorPrimitives.Divide(vectors.Row(row), norm > 0 ? norm : 1, vectors.Row(row));
        }

        return new ThemeSpace(vectors, [.. rows.Select(Telling)]);

        ScoredRow[] Weigh(Dictionary<string, int>? count)
        {
            ScoredRow[] row =
            [
                .. (count ?? []).Where(word => columns.ContainsKey(word.Key)).Select(word => new ScoredRow(
                    columns[word.Key], (float)((1 + Math.Log(word.Value)) * Math.Log((double)(withText + 1) / texts[word.Key])))),
            ];
            float norm = MathF.Sqrt(row.Sum(word => word.Score * word.Score));
            return row.Length < options.LeastWords || !(norm > 0)
                ? []
                : Array.ConvertAll(row, word => word with { Score = word.Score / norm });
        }

        string[]? Telling(ScoredRow[] row) => row.Length == 0
            ? null
            : [.. row.OrderByDescending(word => word.Score).ThenBy(word => word.Row).Take(WordsKept).Select(word => words[word.Row])];
    }

    private static Dictionary<string, int> Count(string text)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (string word in LyricWords.Of(text))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;
        }

        return counts;
    }
}
