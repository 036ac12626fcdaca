using System.Text.Json;
using HybridRec.Evaluation.Lineup;
using HybridRec.Evaluation.Tuning;

namespace HybridRec.Evaluation.Protocol;

/// <summary>A JSON file that states an experiment: <c>{"models": [], "k": [], "set": {}, "space": {}, "trials": 30}</c>.</summary>
/// <param name="Models">The models; null for what the command line says.</param>
/// <param name="Ks">List lengths; null likewise.</param>
/// <param name="Settings">Options of the models.</param>
/// <param name="Space">What tuning may try; null for the standard space.</param>
/// <param name="Trials">Trials of tuning a kind of model; null likewise.</param>
public sealed record ExperimentFile(
    IReadOnlyList<ModelName>? Models, IReadOnlyList<int>? Ks, ModelSettings Settings, SearchSpace? Space, int? Trials)
{
    private const int Most = 10_000;

    private static readonly string[] Known = ["models", "k", "set", "space", "trials"];

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="EvaluationException">It cannot be read or holds what no experiment has; the message says what.</exception>
    public static ExperimentFile Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return Parse(document.RootElement);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException
            or JsonException or InvalidOperationException or FormatException or EvaluationException)
        {
            throw new EvaluationException($"Cannot use the experiment {path}: {problem.Message}", problem);
        }
    }

    private static ExperimentFile Parse(JsonElement root)
    {
        if (root.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
        {
            throw new EvaluationException($"there is no \"{unknown}\"; there are {string.Join(", ", Known)}.");
        }

        ModelSettings settings = root.TryGetProperty("set", out JsonElement set)
            ? ModelSettings.Default.With(
                set.EnumerateObject().Select(option => KeyValuePair.Create(option.Name, option.Value.ToString())))
            : ModelSettings.Default;
        return new ExperimentFile(
            root.TryGetProperty("models", out JsonElement models)
                ? NotEmpty("models", models.EnumerateArray().Select(model => Model(model.GetString() ?? "")).Distinct())
                : null,
            root.TryGetProperty("k", out JsonElement lengths)
                ? NotEmpty("k", lengths.EnumerateArray().Select(k => Positive("k", k)).Distinct().Order())
                : null,
            settings,
            root.TryGetProperty("space", out JsonElement space) ? SearchSpace.Parse(space) : null,
            root.TryGetProperty("trials", out JsonElement trials) ? Positive("trials", trials) : null);
    }

    private static T[] NotEmpty<T>(string name, IEnumerable<T> values) => values.ToArray() is { Length: > 0 } some
        ? some
        : throw new EvaluationException($"\"{name}\" names none.");

    private static int Positive(string name, JsonElement number) => number.GetInt32() is >= 1 and <= Most and var value
        ? value
        : throw new EvaluationException($"\"{name}\" must be 1 to {Most}, not {number}.");

    private static ModelName Model(string text) => ModelName.TryParse(text, out ModelName? name, out string? fault)
        ? name
        : throw new EvaluationException(fault);
}
