namespace HybridRec.Evaluation.Data;

/// <summary>Reads what is known of items: <c>item_id [artist] [tags]</c>, tags apart by <c>|</c>, more columns ignored.</summary>
internal static class ItemFile
{
    private const char TagMark = '|';

    /// <summary>Artist and tags by id; an item listed twice keeps its last line.</summary>
    /// <exception cref="EvaluationException">It cannot be read; the message names the file and the fault.</exception>
    public static (Dictionary<string, string>? Artists, Dictionary<string, string[]>? Tags) Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new EvaluationException($"Cannot read {path}: {problem.Message.TrimEnd('.')}.", problem);
        }

        bool hasTabs = lines.Length > 0 && DelimitedText.HasTabs(lines[0]);
        string[] header = lines.Length > 0 ? DelimitedText.Split(lines[0], hasTabs) : [];
        int id = DelimitedText.FindColumn(header, "item_id");
        int artist = DelimitedText.FindColumn(header, "artist", "artist_name", "name");
        int tags = DelimitedText.FindColumn(header, "tags", "tag");
        if (id < 0 || (artist < 0 && tags < 0))
        {
            throw new EvaluationException(
                $"{path} must have a column item_id and one of artist and tags; it has {string.Join(", ", header)}.");
        }

        Dictionary<string, string> artistOf = new(StringComparer.Ordinal);
        Dictionary<string, string[]> tagsOf = new(StringComparer.Ordinal);
        foreach (string line in lines.Skip(1).Where(line => line.Length > 0))
        {
            string[] fields = DelimitedText.Split(line, hasTabs);
            string item = Field(fields, id);
            artistOf[item] = Field(fields, artist);
            tagsOf[item] = Field(fields, tags).Split(
                TagMark, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        return (artist < 0 ? null : artistOf, tags < 0 ? null : tagsOf);
    }

    private static string Field(string[] fields, int column) => column >= 0 && column < fields.Length ? fields[column] : "";
}
