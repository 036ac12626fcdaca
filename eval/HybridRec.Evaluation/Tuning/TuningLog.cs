using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HybridRec.Evaluation.Tuning;

/// <summary>One trial of a search.</summary>
/// <param name="Search">Which search it is part of: a hash of data, space, seed and metric.</param>
/// <param name="Kind">The kind of model.</param>
/// <param name="Trial">0-based number; trial 0 has the options as given.</param>
/// <param name="Options">All options that differ from the defaults: those tried, and those found for models before.</param>
/// <param name="Value">Mean of the metric over the users of the validation part.</param>
/// <param name="Seconds">Wall time.</param>
internal sealed record TuningTrial(
    string Search, string Kind, int Trial, IReadOnlyDictionary<string, string> Options, double Value, double Seconds);

/// <summary>The log of a search, one JSON object a line: a search that was broken off goes on after its last whole line.</summary>
internal sealed class TuningLog
{
    private readonly string? _path;
    private readonly string _search;
    private readonly Dictionary<(string Kind, int Trial), TuningTrial> _known = [];

    /// <param name="path">The file; null to keep no log.</param>
    /// <param name="identity">Everything on which the trials depend.</param>
    /// <exception cref="EvaluationException">The file cannot be read.</exception>
    public TuningLog(string? path, string identity)
    {
        _path = path;
        _search = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..16];
        if (path is null || !File.Exists(path))
        {
            return;
        }

        try
        {
            foreach (TuningTrial trial in File.ReadLines(path).Select(Parse).OfType<TuningTrial>())
            {
                if (trial.Search == _search)
                {
                    _known[(trial.Kind, trial.Trial)] = trial;
                }
            }

            EndLastLine(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"Cannot read the tuning log {path}: {problem.Message.TrimEnd('.')}.", problem);
        }
    }

    /// <summary>The value of a trial on record; null where there is none, or it had other options.</summary>
    public double? Find(string kind, int trial, IReadOnlyDictionary<string, string> options) =>
        _known.TryGetValue((kind, trial), out TuningTrial? known)
            && known.Options.Count == options.Count
            && known.Options.All(pair => options.TryGetValue(pair.Key, out string? value) && value == pair.Value)
            ? known.Value
            : null;

    public void Add(string kind, int trial, IReadOnlyDictionary<string, string> options, double value, double seconds)
    {
        if (_path is null)
        {
            return;
        }

        TuningTrial line = new(_search, kind, trial, options, value, seconds);
        try
        {
            File.AppendAllText(_path, JsonSerializer.Serialize(line, JsonSerializerOptions.Web) + "\n");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"Cannot write the tuning log {_path}: {problem.Message.TrimEnd('.')}.", problem);
        }
    }

    /// <summary>A line cut off by a crash is no trial.</summary>
    private static TuningTrial? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TuningTrial>(line, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void EndLastLine(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }
    }
}
