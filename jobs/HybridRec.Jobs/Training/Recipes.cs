using System.Text.Json;
using System.Text.Json.Nodes;
using HybridRec.Engine.Models;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary>Which recipes there are: the one asked for, the champion's, and the anchor.</summary>
internal static class Recipes
{
    /// <summary>The argument with a recipe as JSON, or <see cref="Standard"/>.</summary>
    public const string RecipeArgument = "recipe";

    /// <summary>The argument with the seed of this program's default recipe.</summary>
    public const string SeedArgument = "seed";

    /// <summary>Asks for this program's default recipe.</summary>
    public const string Standard = "default";

    /// <summary>The recipe that a run was asked to try; null where none was named, which leaves the champion's.</summary>
    /// <exception cref="JobException">It cannot be read.</exception>
    public static TrainingOptions? Asked(IReadOnlyDictionary<string, string> arguments)
    {
        string? recipe = arguments.GetValueOrDefault(RecipeArgument);
        string? seed = arguments.GetValueOrDefault(SeedArgument);
        if (recipe is not null and not Standard)
        {
            try
            {
                return Parse(recipe);
            }
            catch (JsonException error)
            {
                throw new JobException($"The recipe cannot be read: {error.Message}", canRetry: false, error);
            }
        }

        return (recipe, seed) == (null, null) ? null
            : int.TryParse(seed ?? "0", out int number) ? TrainingOptions.WithSeed(number)
            : throw new JobException($"The seed \"{seed}\" is no whole number.", canRetry: false);
    }

    /// <summary>The recipe of a version. Of one that no longer can be read, this program's default.</summary>
    public static TrainingOptions Of(ModelManifest manifest)
    {
        try
        {
            return Parse((manifest.Recipe ?? manifest.Options).GetRawText());
        }
        catch (JsonException)
        {
            return new TrainingOptions();
        }
    }

    /// <summary>The recipe that small losses are measured from: recorded at the first promotion, and moved by a person's promotion only.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="champion">The recipe in service, where none was recorded.</param>
    public static TrainingOptions Anchor(DataFolder data, TrainingOptions champion)
    {
        try
        {
            return data.Runs.Anchor() is { } recorded ? Parse(recorded) : champion;
        }
        catch (JsonException)
        {
            return champion;
        }
    }

    /// <summary>Whether two recipes differ in nothing but their seeds: chance is no option.</summary>
    public static bool AreSameButForSeeds(TrainingOptions one, TrainingOptions other) =>
        JsonNode.DeepEquals(WithoutSeeds(one), WithoutSeeds(other));

    /// <summary>Whether two recipes make networks of different options.</summary>
    public static bool NeedOtherNetworks(TrainingOptions one, TrainingOptions other) =>
        !AreSameButForSeeds(one with { Content = other.Content }, one);

    /// <summary>A recipe as JSON.</summary>
    public static string Write(TrainingOptions recipe) => JsonSerializer.Serialize(recipe, TrainingWork.Json);

    private static TrainingOptions Parse(string json) =>
        JsonSerializer.Deserialize<TrainingOptions>(json, TrainingWork.Json) ?? throw new JsonException("it is empty");

    private static JsonNode WithoutSeeds(TrainingOptions recipe)
    {
        JsonNode node = JsonNode.Parse(Write(recipe))!;
        foreach (JsonObject part in node.AsObject().Select(pair => pair.Value).OfType<JsonObject>().Append(node.AsObject()).ToArray())
        {
            part.Remove(SeedArgument);
        }

        return node;
    }
}
