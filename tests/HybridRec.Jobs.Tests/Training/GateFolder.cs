using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Models;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Gate;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Training;

namespace HybridRec.Jobs.Tests.Training;

/// <summary>A data folder of listeners with one of three tastes, and a gate whose measures a test may bend.</summary>
internal sealed class GateFolder : IAsyncDisposable
{
    private const int Tracks = 36;
    private const int Tastes = 3;
    private const int PlaysEach = 15;

    /// <summary>A quick recipe, told apart from others by its rounds of ALS.</summary>
    public static TrainingOptions Recipe(int iterations) =>
        new() { Als = new ImplicitAlsOptions { Rank = 4, Iterations = iterations } };

    public required TrainingFolder Folder { get; init; }

    public DataFolder Data => Folder.Data;

    /// <summary>Recipes measured so far, by their rounds of ALS.</summary>
    public List<int> Measured { get; } = [];

    /// <summary>Bends what was measured of a recipe of so many rounds; may throw.</summary>
    public Func<int, RecipeMeasures, RecipeMeasures> Bend { get; set; } = (_, measures) => measures;

    public static async Task<GateFolder> CreateAsync(int listeners, CancellationToken cancellationToken)
    {
        TrainingFolder folder = await TrainingFolder.CreateAsync(cancellationToken);
        IReadOnlyList<TrackId> tracks = await folder.Data.Catalogue.ResolveAsync(
            [.. Enumerable.Range(0, Tracks).Select(at => new TrackDescription { Artist = $"Band {at}", Title = $"Piece {at}" })],
            cancellationToken);
        Random chance = new(5);
        for (int user = 0; user < listeners; user++)
        {
            IEnumerable<int> own = Enumerable.Range(0, PlaysEach).Select(_ =>
                (chance.Next(Tracks / Tastes) * Tastes) + (chance.Next(6) > 0 ? user % Tastes : chance.Next(Tastes)));
            await folder.AddPlaysAsync($"user{user}", own.Select(at => tracks[at]), cancellationToken);
        }

        return new GateFolder { Folder = folder };
    }

    /// <summary>The jobs, with the bent gate.</summary>
    public JobCatalogue Catalogue => new([.. JobCatalogue.Standard.Jobs.Select(known =>
        known.Name == "compare-recipes" ? known with { Make = () => new CompareRecipes(MeasureAsync) } : known)]);

    /// <summary>Trains, asking for a recipe or for none.</summary>
    public Task<JobRun> TrainAsync(TrainingOptions? recipe, CancellationToken cancellationToken, string job = JobCatalogue.Train)
    {
        Dictionary<string, string> arguments = recipe is null
            ? []
            : new() { [Recipes.RecipeArgument] = Recipes.Write(recipe) };
        return new JobRunner(Data, Catalogue, TimeProvider.System).RunNowAsync(job, arguments, null, cancellationToken);
    }

    /// <summary>The version in service.</summary>
    public async Task<ModelManifest> CurrentAsync(CancellationToken cancellationToken)
    {
        string? current = (await Data.Models.CurrentAsync(cancellationToken))?.Value;
        return (await Data.Models.ListAsync(cancellationToken)).First(model => model.Version == current);
    }

    public ValueTask DisposeAsync() => Folder.DisposeAsync();

    private async Task<TriedRecipe> MeasureAsync(
        HeldOutData held,
        TrainingOptions recipe,
        Engine.Numerics.ModelVersion version,
        string checkpoints,
        IProgress<Engine.Diagnostics.StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        TriedRecipe tried = await HeldOutData.TryAsync(held, recipe, version, checkpoints, progress, cancellationToken);
        int iterations = recipe.Als!.Iterations;
        RecipeMeasures bent = Bend(iterations, tried.Measures);
        Measured.Add(iterations);
        return tried with { Measures = bent };
    }
}
