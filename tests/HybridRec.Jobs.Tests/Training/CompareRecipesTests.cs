using HybridRec.Engine.Content;
using HybridRec.Engine.Models;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Gate;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Training;

namespace HybridRec.Jobs.Tests.Training;

public sealed class CompareRecipesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Train_TheFirstVersion_IsServedAndItsRecipeIsTheAnchor()
    {
        await using GateFolder folder = await GateFolder.CreateAsync(60, Cancel);

        await folder.TrainAsync(GateFolder.Recipe(3), Cancel);

        Assert.Empty(folder.Measured);
        Assert.Equal(3, Recipes.Of(await folder.CurrentAsync(Cancel)).Als!.Iterations);
        Assert.Equal(Recipes.Write(GateFolder.Recipe(3)), folder.Data.Runs.Anchor());
        Assert.Contains("nothing was served", folder.Data.Runs.Promotions().Single().Reason);
    }

    [Fact]
    public async Task Train_NoRecipeAskedFor_RefreshesTheDataByTheOptionsInService()
    {
        await using GateFolder folder = await GateFolder.CreateAsync(60, Cancel);
        TrainingOptions unresolved = new() { Seed = 4 };
        await folder.TrainAsync(unresolved, Cancel);
        ModelManifest first = await folder.CurrentAsync(Cancel);

        await folder.TrainAsync(null, Cancel, "train-collaborative");

        ModelManifest second = await folder.CurrentAsync(Cancel);
        Assert.Equal((first.Version, 4), (second.Parent, second.Seed));

        // What was left to the data stays left to the data.
        Assert.Equal(Recipes.Write(unresolved), Recipes.Write(Recipes.Of(second)));
        Assert.True(second.Options.GetProperty("als").GetProperty("rank").GetInt32() > 0);
        Assert.Empty(folder.Measured);
    }

    [Fact]
    public async Task Train_TooFewListenersToCompareOn_TheOptionsStayAndTheDataAreRefreshed()
    {
        await using GateFolder folder = await GateFolder.CreateAsync(49, Cancel);
        await folder.TrainAsync(GateFolder.Recipe(3), Cancel);

        JobRun run = await folder.TrainAsync(GateFolder.Recipe(4), Cancel);

        Assert.Contains("too few", run.Steps[0].Outcome);
        ModelManifest current = await folder.CurrentAsync(Cancel);
        Assert.Equal(3, Recipes.Of(current).Als!.Iterations);
        Assert.NotNull(current.Parent);
        Assert.Empty(folder.Measured);
    }

    [Fact]
    public async Task Train_ChallengerThatIsNoWorse_TakesOverAndIsRefittedOnAllData()
    {
        await using GateFolder folder = await GateFolder.CreateAsync(60, Cancel);
        await folder.TrainAsync(GateFolder.Recipe(3), Cancel);
        folder.Bend = (iterations, measures) => Times(measures, iterations == 4 ? 1.1 : 1);

        JobRun run = await folder.TrainAsync(GateFolder.Recipe(4), Cancel);

        ModelManifest current = await folder.CurrentAsync(Cancel);
        Assert.Equal(4, Recipes.Of(current).Als!.Iterations);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 14, 0, 0, TimeSpan.Zero), current.DataCutOff);
        Assert.InRange(current.Metrics["gate.listeners"], 50, 60);
        Assert.True(current.Metrics["gate.champion.low"] > 0);
        Assert.Equal(2, (await folder.Data.Models.ListAsync(Cancel)).Count);
        Assert.Empty(folder.Data.Runs.Rejections());
        Assert.Contains($"run {run.Id}: the challenger's options replace", folder.Data.Runs.Promotions()[^1].Reason);

        // The anchor stays where it was.
        Assert.Equal(Recipes.Write(GateFolder.Recipe(3)), folder.Data.Runs.Anchor());
    }

    [Fact]
    public async Task Train_ChallengerThatLoses_StaysRefusedAndAPersonMayPromoteItAllTheSame()
    {
        await using GateFolder folder = await GateFolder.CreateAsync(60, Cancel);
        await folder.TrainAsync(GateFolder.Recipe(3), Cancel);
        ModelManifest first = await folder.CurrentAsync(Cancel);
        folder.Bend = (iterations, measures) => Times(measures, iterations == 4 ? 0.5 : 1);

        JobRun run = await folder.TrainAsync(GateFolder.Recipe(4), Cancel);

        ModelRejection refused = Assert.Single(folder.Data.Runs.Rejections());
        Assert.Contains($"run {run.Id}: ΔNDCG@20 to the champion", refused.Reason);
        ModelManifest current = await folder.CurrentAsync(Cancel);
        Assert.Equal((first.Version, 3), (current.Parent, Recipes.Of(current).Als!.Iterations));
        Assert.DoesNotContain("gate.ndcg", current.Metrics.Keys);
        ModelManifest loser = (await folder.Data.Models.ListAsync(Cancel)).Single(model => model.Version == refused.Version);
        Assert.Equal((first.Version, 4), (loser.Parent, Recipes.Of(loser).Als!.Iterations));
        Assert.True(loser.DataCutOff < current.DataCutOff);
        Assert.True(loser.Metrics["gate.champion.low"] < -0.02 * loser.Metrics["gate.champion.ndcg"]);
        ServingModel model = ServingModel.Load(await folder.Data.Models.OpenAsync(loser.ModelVersion, Cancel));
        Assert.Equal(36, model.Tracks.Count);

        await new ModelDecisions(folder.Data).PromoteAsync(loser.Version, "anna", "I want it", Cancel);
        Assert.False(folder.Data.Runs.IsRejected(loser.Version));
        Assert.Equal(Recipes.Write(GateFolder.Recipe(4)), folder.Data.Runs.Anchor());
        await folder.TrainAsync(null, Cancel);
        Assert.Equal(4, Recipes.Of(await folder.CurrentAsync(Cancel)).Als!.Iterations);
    }

    [Fact]
    public async Task Train_ChainOfChallengersEachSlightlyWorse_IsStoppedByTheAnchor()
    {
        await using GateFolder folder = await GateFolder.CreateAsync(60, Cancel);
        folder.Bend = (iterations, _) => Times(new RecipeMeasures([.. Enumerable.Range(1, 60).Select(at => at / 100.0)], 0.5, 50), Math.Pow(0.985, iterations));
        await folder.TrainAsync(GateFolder.Recipe(1), Cancel);

        for (int iterations = 2; iterations < 6; iterations++)
        {
            await folder.TrainAsync(GateFolder.Recipe(iterations), Cancel);
        }

        // The first loss was within the margin; each further one would have been to its champion, but not to the anchor.
        Assert.Equal(2, Recipes.Of(await folder.CurrentAsync(Cancel)).Als!.Iterations);
        Assert.Equal(3, folder.Data.Runs.Rejections().Count);
        Assert.Contains("anchor", folder.Data.Runs.Rejections()[0].Reason);
        Assert.DoesNotContain("champion", folder.Data.Runs.Rejections()[0].Reason);
    }

    [Fact]
    public async Task Train_TwentyChallengersThatDifferInTheirSeedOnly_ChangeNoOption()
    {
        await using GateFolder folder = await GateFolder.CreateAsync(60, Cancel);
        TrainingOptions champion = GateFolder.Recipe(3);
        await folder.TrainAsync(champion, Cancel);

        for (int seed = 1; seed <= 20; seed++)
        {
            TrainingOptions twin = champion with
            {
                Seed = seed,
                Als = champion.Als! with { Seed = seed },
                Content = new ContentOptions { Seed = seed },
                AudioMap = new() { Seed = seed },
            };
            JobRun run = await folder.TrainAsync(twin, Cancel);
            Assert.Contains("but for the seed", run.Steps[0].Outcome);
            Assert.Equal(Recipes.Write(champion), Recipes.Write(Recipes.Of(await folder.CurrentAsync(Cancel))));
        }
    }

    [Fact]
    public async Task Train_ComparisonInterrupted_GoesOnWithTheNextRecipeAndPublishesTheLoserOnce()
    {
        await using GateFolder folder = await GateFolder.CreateAsync(60, Cancel);
        await folder.TrainAsync(GateFolder.Recipe(3), Cancel);
        bool first = true;
        folder.Bend = (iterations, measures) =>
        {
            if (iterations == 4 && first)
            {
                first = false;
                throw new IOException("the disk is full");
            }

            return Times(measures, iterations == 4 ? 0.5 : 1);
        };
        JobRunner runner = new(folder.Data, folder.Catalogue, TimeProvider.System);
        JobRun run = await runner.AddAsync(
            JobCatalogue.Train,
            new Dictionary<string, string> { [Recipes.RecipeArgument] = Recipes.Write(GateFolder.Recipe(4)) },
            "anna",
            Cancel);

        await runner.HandleAsync(new(run.Job, run.Id), Cancel);
        Assert.Equal((RunState.Queued, "the disk is full"), (folder.Data.Runs.Find(run.Id)!.State, folder.Data.Runs.Find(run.Id)!.Outcome));
        await runner.HandleAsync(new(run.Job, run.Id), Cancel);

        Assert.Equal(RunState.Succeeded, folder.Data.Runs.Find(run.Id)!.State);
        Assert.Equal([3, 4], folder.Measured);
        Assert.Equal("anna", Assert.Single(folder.Data.Runs.Rejections()).By);
        Assert.Equal(3, (await folder.Data.Models.ListAsync(Cancel)).Count);
    }

    [Fact]
    public async Task Train_OtherNetworkWithoutTrainingIt_IsAskedForByItsName()
    {
        await using GateFolder folder = await GateFolder.CreateAsync(60, Cancel);
        await folder.TrainAsync(GateFolder.Recipe(3), Cancel);

        JobException error = await Assert.ThrowsAsync<JobException>(() => folder.TrainAsync(
            GateFolder.Recipe(3) with { Content = new ContentOptions { Channels = 8 } }, Cancel, "train-collaborative"));

        Assert.Contains("\"train\"", error.Message);
    }

    [Fact]
    public async Task Train_RecipeThatIsNone_IsAClearError()
    {
        await using GateFolder folder = await GateFolder.CreateAsync(3, Cancel);

        JobException error = await Assert.ThrowsAsync<JobException>(() => new JobRunner(
            folder.Data, JobCatalogue.Standard, TimeProvider.System).RunNowAsync(
            "train", new Dictionary<string, string> { ["recipe"] = "{\"seed\":\"many\"}" }, null, Cancel));

        Assert.Contains("recipe cannot be read", error.Message);
        Assert.False(error.CanRetry);
    }

    private static RecipeMeasures Times(RecipeMeasures measures, double factor) =>
        measures with { Ndcg = [.. measures.Ndcg.Select(value => value * factor)] };
}
