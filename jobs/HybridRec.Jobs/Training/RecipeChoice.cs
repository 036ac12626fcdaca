using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Training;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary>Which recipe a run trains on all data, and why; kept in the run's folder by its first step.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Why">In a sentence.</param>
internal sealed record RecipeChoice(TrainingOptions Recipe, string Why)
{
    private const string FileName = "recipe.json";

    private static readonly JsonSerializerOptions Json = new(TrainingWork.Json)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The challenger that lost, published as a version and refused; null where none did.</summary>
    public string? Rejected { get; init; }

    /// <summary>Figures of the comparison by name; empty where none was made.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether the choice of a run has been made.</summary>
    public static bool IsMade(JobContext context) => context.Folder.Has(FileName);

    /// <summary>Reads the choice of a run.</summary>
    /// <exception cref="DamagedWorkException">The file is damaged or gone.</exception>
    public static RecipeChoice Read(JobContext context) => TrainingWork.Guard(context, FileName, path =>
        JsonSerializer.Deserialize<RecipeChoice>(File.ReadAllBytes(path), Json) ?? throw new InvalidDataException("it is empty"));

    /// <summary>Keeps the choice.</summary>
    public void Write(JobContext context) =>
        context.Folder.Write(FileName, path => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, Json)));
}
