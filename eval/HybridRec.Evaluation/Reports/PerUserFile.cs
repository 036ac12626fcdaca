using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HybridRec.Evaluation.Reports;

/// <summary>
/// <c>users.tsv.gz</c>: every model's per-user values, so that two runs can be compared user by user.
/// </summary>
/// <remarks>
/// Columns: <c>model</c>, <c>user_id</c>, then one for each metric and length, <c>ndcg@20</c>. Numbers are written so that
/// they read back exactly; a user for whom a metric has no value has an empty cell. In ids, tab, line feed, carriage return
/// and backslash are written <c>\t \n \r \\</c>.
/// </remarks>
public static class PerUserFile
{
    /// <summary>Name of the file in a report's folder.</summary>
    public const string Name = "users.tsv.gz";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the file, replacing an older one. O(models · users · columns).</summary>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <param name="users">Ids of the evaluated users.</param>
    /// <param name="perUser">By model, then by metric and k: a value for each user in the same order, NaN for none.</param>
    /// <exception cref="ArgumentException">A model has more or fewer values than there are users.</exception>
    /// <exception cref="ReportFileException">The file can't be written.</exception>
    public static void Write(
        string folder,
        IReadOnlyList<string> users,
        IReadOnlyDictionary<string, IReadOnlyDictionary<(string Metric, int K), double[]>> perUser)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(perUser);
        if (perUser.Values.SelectMany(columns => columns.Values).Any(values => values.Length != users.Count))
        {
            throw new ArgumentException($"Not every column has {users.Count} values.", nameof(perUser));
        }

        (string Metric, int K)[] columns = [.. perUser.Values.SelectMany(values => values.Keys).Distinct()];
        string[] ids = [.. users.Select(Escape)];
        try
        {
            Directory.CreateDirectory(folder);
            using FileStream file = File.Create(Path.Combine(folder, Name));
            using GZipStream packed = new(file, CompressionLevel.Fastest);
            using StreamWriter writer = new(packed, Utf8, 1 << 16) { NewLine = "\n" };
            writer.WriteLine(string.Join('\t', ["model", "user_id", .. columns.Select(Header)]));
            foreach ((string model, IReadOnlyDictionary<(string Metric, int K), double[]> values) in perUser)
            {
                WriteModel(writer, Escape(model), ids, [.. columns.Select(values.GetValueOrDefault)]);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ReportFileException($"{Name} can't be written to {folder}: {problem.Message}", problem);
        }
    }

    /// <summary>Reads one metric of all models.</summary>
    /// <param name="folder">The folder of a report.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="k">List length.</param>
    /// <returns>By model, then by user id; without the users for whom the metric has no value.</returns>
    /// <exception cref="ReportFileException">There is no such file or column, or the file is damaged; the message says what.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Read(string folder, string metric, int k)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, Name);
        try
        {
            using FileStream file = File.OpenRead(path);
            using GZipStream unpacked = new(file, CompressionMode.Decompress);
            using StreamReader reader = new(unpacked, Utf8, detectEncodingFromByteOrderMarks: false, 1 << 16);
            string[] header = (reader.ReadLine() ?? "").Split('\t');
            if (header is not ["model", "user_id", ..])
            {
                throw new ReportFileException($"{path} is damaged: its first line does not begin with model and user_id.");
            }

            int column = Array.IndexOf(header, Header((metric, k)));
            return column < 0
                ? throw new ReportFileException(
                    $"{path} has no {Header((metric, k))}; it has {string.Join(", ", header.Skip(2))}.")
                : ReadColumn(reader, path, header.Length, column);
        }
        catch (Exception problem) when (problem is DirectoryNotFoundException or FileNotFoundException)
        {
            throw new ReportFileException($"There is no {Name} in {folder}: is it the output folder of an evaluation?", problem);
        }
        catch (Exception problem) when (problem is InvalidDataException or DecoderFallbackException)
        {
            throw new ReportFileException($"{path} is damaged: {problem.Message}", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ReportFileException($"{path} can't be read: {problem.Message}", problem);
        }
    }

    private static void WriteModel(StreamWriter writer, string model, string[] ids, double[]?[] columns)
    {
        Span<char> number = stackalloc char[32];
        for (int user = 0; user < ids.Length; user++)
        {
            writer.Write(model);
            writer.Write('\t');
            writer.Write(ids[user]);
            foreach (double[]? values in columns)
            {
                writer.Write('\t');
                if (values is not null && !double.IsNaN(values[user]))
                {
                    values[user].TryFormat(number, out int length, "R", CultureInfo.InvariantCulture);
                    writer.Write(number[..length]);
                }
            }

            writer.WriteLine();
        }
    }

    private static Dictionary<string, IReadOnlyDictionary<string, double>> ReadColumn(
        StreamReader reader, string path, int width, int column)
    {
        Dictionary<string, Dictionary<string, double>> models = [];
        for (int line = 2; reader.ReadLine() is { } text; line++)
        {
            string[] cells = text.Split('\t');
            double value = 0;
            if (cells.Length != width
                || (cells[column].Length > 0 && !double.TryParse(cells[column], CultureInfo.InvariantCulture, out value)))
            {
                throw new ReportFileException($"{path} is damaged: line {line} can't be read.");
            }

            string model = Unescape(cells[0]);
            if (!models.TryGetValue(model, out Dictionary<string, double>? users))
            {
                models[model] = users = [];
            }

            if (cells[column].Length > 0 && !users.TryAdd(Unescape(cells[1]), value))
            {
                throw new ReportFileException($"{path} is damaged: line {line} names user {cells[1]} of {model} once more.");
            }
        }

        return models.ToDictionary(model => model.Key, model => (IReadOnlyDictionary<string, double>)model.Value);
    }

    private static string Header((string Metric, int K) column) =>
        string.Create(CultureInfo.InvariantCulture, $"{column.Metric}@{column.K}");

    private static string Escape(string id) => id.AsSpan().ContainsAny("\\\t\n\r")
        ? id.Replace("\\", "\\\\").Replace("\t", "\\t").Replace("\n", "\\n").Replace("\r", "\\r")
        : id;

    private static string Unescape(string cell)
    {
        if (!cell.Contains('\\'))
        {
            return cell;
        }

        StringBuilder id = new(cell.Length);
        for (int i = 0; i < cell.Length; i++)
        {
            id.Append(cell[i] != '\\' || i + 1 == cell.Length ? cell[i] : cell[++i] switch
            {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                var other => other,
            });
        }

        return id.ToString();
    }
}
