using System.Text.Json;
using HybridRec.Evaluation.Lineup;

namespace HybridRec.Evaluation.Tuning;

/// <summary>The values that tuning may give the options of the models, by option name.</summary>
public sealed class SearchSpace
{
    private const string StandardJson = """
        {
          "popularity.half-life-days": [0, 30, 90, 180, 365, 730, 1460],
          "item-knn.neighbours": [20, 50, 100, 200, 400, 800],
          "item-knn.weighting": ["Binary", "TfIdf", "Bm25"],
          "item-knn.shrinkage": [0, 1, 2, 5, 10, 20],
          "user-knn.neighbours": [50, 100, 200, 500, 1000],
          "lift.neighbours": [20, 50, 100, 200, 400, 800],
          "slim.neighbours": [50, 100, 200, 400],
          "slim.regularization": { "from": 0.5, "to": 20, "log": true },
          "slim.unobserved-weight": { "from": 0.01, "to": 0.5, "log": true },
          "ease.regularization": { "from": 10, "to": 2000, "log": true },
          "als.rank": [16, 32, 48, 64, 96, 128, 192, 256],
          "als.regularization": { "from": 0.01, "to": 3, "log": true },
          "als.unobserved-weight": { "from": 0.01, "to": 0.5, "log": true },
          "als.frequency-exponent": { "from": 0, "to": 1 },
          "als.alpha": { "from": 0.02, "to": 5, "log": true },
          "evidence.half-life-days": [0, 90, 180, 365, 730, 1460]
        }
        """;

    private readonly SortedDictionary<string, SearchRange> _ranges;

    private SearchSpace(SortedDictionary<string, SearchRange> ranges, string json)
    {
        _ranges = ranges;
        Json = json;
    }

    /// <summary>What is searched where nothing else is said.</summary>
    public static SearchSpace Standard { get; } = Parse(JsonDocument.Parse(StandardJson).RootElement);

    /// <summary>The space as JSON, which is part of what a search is known by.</summary>
    public string Json { get; }

    /// <summary>Options that can be searched.</summary>
    public IEnumerable<string> Options => _ranges.Keys;

    /// <summary>Reads a space: an object of option names with a list or a range each.</summary>
    /// <param name="json">The object.</param>
    /// <exception cref="EvaluationException">An option does not exist or has no proper range; the message names it.</exception>
    public static SearchSpace Parse(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new EvaluationException("A search space is a JSON object of option names.");
        }

        SortedDictionary<string, SearchRange> ranges = new(StringComparer.Ordinal);
        Random chance = new(0);
        foreach (JsonProperty property in json.EnumerateObject())
        {
            ranges[property.Name] = SearchRange.Parse(property.Name, property.Value);
            ModelSettings.Default.With(property.Name, ranges[property.Name].Draw(chance));
        }

        return new SearchSpace(ranges, JsonSerializer.Serialize(json));
    }

    /// <summary>The options of a group and their ranges.</summary>
    /// <param name="group">The group.</param>
    /// <param name="hasTimes">Whether plays have times: without, a half-life is nothing to search.</param>
    internal IEnumerable<KeyValuePair<string, SearchRange>> Of(string group, bool hasTimes) =>
        _ranges.Where(pair => pair.Key.StartsWith(group + ".", StringComparison.Ordinal)
            && (hasTimes || !pair.Key.EndsWith(ModelSettings.HalfLife, StringComparison.Ordinal)));
}
