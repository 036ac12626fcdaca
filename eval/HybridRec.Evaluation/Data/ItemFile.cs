namespace HybridRec.Evaluation.Data;

/// <summary>Reads what is known of items: <c>item_id [artist] [tags]</c>, tags apart by <c>|</c>, more columns ignored.</summary>
internal static class ItemFile
{
    private const char TagMark = '|';

    /// <summary>Artist and tags by id, for all items listed; null where there is no such column.</summary>
    /// <remarks>An item may have several lines, such as one a tag: its tags add up, and its first artist stays.</remarks>
    /// <exception cref="EvaluationException">It cannot be read; the message names the file and the fault.</exception>
    public static (Dictionary<string, string>? Artists, Dictionary<string, string[]>? Tags) Read(string path)
    {
        try
        {
            using StreamReader reader = new(PlayFile.Open(path));
            return Read(path, reader);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or UnauthorizedAccessException
            or NotSupportedException)
        {
            throw new EvaluationException($"Cannot read {path}: {problem.Message.TrimEnd('.')}.", problem);
        }
    }

    private static (Dictionary<string, string>? Artists, Dictionary<string, string[]>? Tags) Read(string path, StreamReader reader)
    {
        string first = reader.ReadLine() ?? "";
        bool hasTabs = DelimitedText.HasTabs(first);
        string[] header = DelimitedText.Split(first, hasTabs);
        int id = DelimitedText.FindColumn(header, "item_id");
        int artist = DelimitedText.FindColumn(header, "artist", "artist_name", "name");
        int tags = DelimitedText.FindColumn(header, "tags", "tag");
        if (id < 0 || (artist < 0 && tags < 0))
        {
            throw new EvaluationException(
                $"{path} must have a column item_id and one of artist and tags; it has {string.Join(", ", header)}.");
        }

        Dictionary<string, string> artistOf = new(StringComparer.Ordinal);
        Dictionary<string, List<string>> tagsOf = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }

            string[] fields = DelimitedText.Split(line, hasTabs);
            string item = Field(fields, id);
            if (artistOf.GetValueOrDefault(item, "").Length == 0)
            {
                artistOf[item] = Field(fields, artist);
            }

            if (!tagsOf.TryGetValue(item, out List<string>? known))
            {
                tagsOf[item] = known = [];
            }

            known.AddRange(Field(fields, tags).Split(
                TagMark, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        return (
            artist < 0 ? null : artistOf,
            tags < 0 ? null : tagsOf.ToDictionary(pair => pair.Key, pair => pair.Value.Distinct().ToArray(), StringComparer.Ordinal));
    }

    private static string Field(string[] fields, int column) => column >= 0 && column < fields.Length ? fields[column] : "";
}
