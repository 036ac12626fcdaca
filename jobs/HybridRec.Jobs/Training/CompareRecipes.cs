using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Training;
using HybridRec.Evaluation;
using HybridRec.Evaluation.Gate;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary>
/// <c>compare-recipes</c>: decides which recipe the run trains. A recipe that was asked for and differs from the champion's
/// is a challenger: both, and the anchor, are trained on the data before a cut-off and measured after it, since a champion
/// fitted on everything has seen the future. A challenger that loses is published as it was measured, and refused.
/// </summary>
/// <param name="measure">Trains and measures one recipe; null for doing so.</param>
internal sealed class CompareRecipes(CompareRecipes.Measure? measure = null) : IJob
{
    private const string VersionFile = "challenger.json";

    private static readonly GateOptions Gate = new();

    /// <summary>Trains a recipe on the data before the cut-off and measures it after.</summary>
    /// <param name="held">The data.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="version">Names the model.</param>
    /// <param name="checkpoints">Folder for an interrupted training of the network.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellationToken">Stops within a stage.</param>
    internal delegate Task<TriedRecipe> Measure(
        HeldOutData held,
        TrainingOptions recipe,
        ModelVersion version,
        string checkpoints,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken);

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        if (!RecipeChoice.IsMade(context))
        {
            (await ChooseAsync(context, cancellationToken)).Write(context);
        }

        RecipeChoice choice = RecipeChoice.Read(context);
        return new JobResult(choice.Why, new { rejected = choice.Rejected, metrics = choice.Metrics });
    }

    private async Task<RecipeChoice> ChooseAsync(JobContext context, CancellationToken cancellationToken)
    {
        TrainingOptions? challenger = Recipes.Asked(context.Arguments);
        ModelVersion? current = await context.Data.Models.CurrentAsync(cancellationToken);
        ModelManifest? served = (await context.Data.Models.ListAsync(cancellationToken))
            .FirstOrDefault(model => model.ModelVersion == current);
        if (served is null)
        {
            return new RecipeChoice(challenger ?? TrainingOptions.WithSeed(0), "nothing was served to compare with");
        }

        TrainingOptions champion = Recipes.Of(served);
        if (challenger is null)
        {
            return new RecipeChoice(champion, $"the options of {served.Version} stay, its data are refreshed");
        }

        if (Recipes.AreSameButForSeeds(champion, challenger))
        {
            return new RecipeChoice(
                champion, $"the options asked for are those of {served.Version} but for the seed; they stay, its data are refreshed");
        }

        if (Recipes.NeedOtherNetworks(champion, challenger) && context.Run.Steps.All(step => step.Job != "train-content"))
        {
            throw new JobException("A recipe with another network needs a run that trains it: ask for \"train\".", canRetry: false);
        }

        return await CompareAsync(context, served, champion, challenger, cancellationToken);
    }

    private async Task<RecipeChoice> CompareAsync(
        JobContext context,
        ModelManifest served,
        TrainingOptions champion,
        TrainingOptions challenger,
        CancellationToken cancellationToken)
    {
        HeldOutData held;
        try
        {
            held = await HeldOutData.ReadAsync(
                context.Data, context.Run.StartedAt ?? context.Run.QueuedAt, context.Clock, cancellationToken);
        }
        catch (Exception error) when (error is SplitException or EvaluationException)
        {
            return Undecided($"nothing can be held out to compare on ({error.Message.TrimEnd('.')})");
        }

        if (held.Trial.Listeners < Gate.FewestListeners)
        {
            return Undecided($"{held.Trial.Listeners} listeners are too few to compare on, {Gate.FewestListeners} are needed");
        }

        TrainingOptions anchor = Recipes.Anchor(context.Data, champion);
        RecipeMeasures championMeasures = await KeptAsync("champion", champion);
        RecipeMeasures anchorMeasures = Recipes.Write(anchor) == Recipes.Write(champion)
            ? championMeasures
            : await KeptAsync("anchor", anchor);
        ModelVersion version = VersionOf(context, challenger);
        TriedRecipe tried = await TryAsync("challenger", challenger, version);
        GateVerdict verdict = PromotionGate.Judge(tried.Measures, championMeasures, anchorMeasures, Gate);
        Dictionary<string, double> metrics = Metrics(verdict, tried.Measures, held.Trial.Listeners);
        if (verdict.IsAccepted)
        {
            return new RecipeChoice(challenger, $"the challenger's options replace those of {served.Version}: {verdict.Reason}")
            {
                Metrics = metrics,
            };
        }

        await RejectedVersion.PublishAsync(context, held, tried, challenger, served.Version, verdict.Reason, metrics, cancellationToken);
        return new RecipeChoice(champion, $"the options of {served.Version} stay, the challenger is refused: {verdict.Reason}")
        {
            Rejected = version.Value,
            Metrics = metrics,
        };

        RecipeChoice Undecided(string why) => new(champion, $"the options of {served.Version} stay, its data are refreshed: {why}");

        // A comparison that is interrupted goes on with the next recipe.
        async Task<RecipeMeasures> KeptAsync(string name, TrainingOptions recipe)
        {
            string file = $"measures-{name}.json";
            Kept? kept = context.Folder.Has(file)
                ? TrainingWork.ReadJson<Kept>(context, file)
                : null;
            if (kept is null || kept.Data != held.Hash)
            {
                kept = new Kept(held.Hash, (await TryAsync(name, recipe, ModelVersion.New(context.Clock, recipe.Seed))).Measures);
                TrainingWork.WriteJson(context, file, kept);
            }

            return kept.Measures;
        }

        Task<TriedRecipe> TryAsync(string name, TrainingOptions recipe, ModelVersion named) => (measure ?? HeldOutData.TryAsync)(
            held, recipe, named, context.Folder.File($"network-{name}"), new Named(context.Progress, name), cancellationToken);
    }

    /// <summary>The name of the challenger's version, the same after an interruption: it is published once.</summary>
    private static ModelVersion VersionOf(JobContext context, TrainingOptions challenger)
    {
        if (!context.Folder.Has(VersionFile))
        {
            TrainingWork.WriteJson(context, VersionFile, ModelVersion.New(context.Clock, challenger.Seed).Value);
        }

        return TrainingWork.Guard(context, VersionFile, _ => new ModelVersion(TrainingWork.ReadJson<string>(context, VersionFile)));
    }

    private static Dictionary<string, double> Metrics(GateVerdict verdict, RecipeMeasures challenger, int listeners)
    {
        Dictionary<string, double> metrics = new()
        {
            ["gate.listeners"] = listeners,
            ["gate.ndcg"] = challenger.MeanNdcg,
            ["gate.coverage"] = challenger.Coverage,
            ["gate.popularity"] = challenger.Popularity,
        };
        foreach (GateComparison one in verdict.Comparisons)
        {
            metrics[$"gate.{one.Reference}.ndcg"] = one.Ndcg;
            metrics[$"gate.{one.Reference}.difference"] = one.Difference;
            metrics[$"gate.{one.Reference}.low"] = one.Low;
            metrics[$"gate.{one.Reference}.high"] = one.High;
        }

        return metrics;
    }

    /// <summary>What was measured before an interruption, and on which data.</summary>
    private sealed record Kept(string Data, RecipeMeasures Measures);

    /// <summary>Says of whose training the progress is.</summary>
    private sealed class Named(IProgress<StageProgress> inner, string name) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => inner.Report(value with { Note = value.Note is null ? name : $"{name}, {value.Note}" });
    }
}
