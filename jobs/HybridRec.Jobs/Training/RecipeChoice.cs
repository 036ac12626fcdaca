using HybridRec.Engine.Training;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary>Which recipe a run trains on all data, and why; kept in the run's folder by its first step.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Why">In a sentence.</param>
internal sealed record RecipeChoice(TrainingOptions Recipe, string Why)
{
    private const string FileName = "recipe.json";

    /// <summary>The challenger that lost, published as a version and refused; null where none did.</summary>
    public string? Rejected { get; init; }

    /// <summary>Figures of the comparison by name; empty where none was made.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether the choice of a run has been made.</summary>
    public static bool IsMade(JobContext context) => context.Folder.Has(FileName);

    /// <summary>Reads the choice of a run.</summary>
    /// <exception cref="DamagedWorkException">The file is damaged or gone.</exception>
    public static RecipeChoice Read(JobContext context) => TrainingWork.ReadJson<RecipeChoice>(context, FileName);

    /// <summary>Keeps the choice.</summary>
    public void Write(JobContext context) => TrainingWork.WriteJson(context, FileName, this);
}
