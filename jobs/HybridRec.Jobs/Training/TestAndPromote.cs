using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary>
/// <c>test-and-promote</c>: opens the run's version as the server would, makes lists for known listeners, and has it
/// served. A version that fails stays in the registry, unserved.
/// </summary>
internal sealed class TestAndPromote : IJob
{
    private const int ListenersTried = 20;
    private const int ListLength = 10;

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        TrainingWork work = await TrainingWork.OpenAsync(context, cancellationToken);
        ModelVersion version = work.Version;

        // Reading checks every file's hash and that all vectors are finite.
        ServingModel model = ServingModel.Load(await context.Data.Models.OpenAsync(version, cancellationToken));
        int tried = await TryListsAsync(context, work, model, cancellationToken);
        ModelVersion? before = await context.Data.Models.CurrentAsync(cancellationToken);
        if (before != version)
        {
            await context.Data.Models.PromoteAsync(version, cancellationToken);
        }

        // Also after a crash between the two.
        if (context.Data.Runs.Promotions() is not [.., var last] || last.Version != version.Value)
        {
            await context.Data.Runs.RecordPromotionAsync(
                version.Value,
                before == version ? work.Parent : before?.Value,
                context.Run.RequestedBy,
                $"run {context.Run.Id}: {RecipeChoice.Read(context).Why}; tried on {tried} listeners",
                await FirstAnchorAsync(context.Data, work, cancellationToken),
                cancellationToken);
        }

        return new JobResult($"version {version.Value} is served, tried on {tried} listeners", new { version = version.Value });
    }

    /// <summary>The anchor to begin with: the recipe that this version takes the place of, or its own. Null where there is one.</summary>
    private static async Task<string?> FirstAnchorAsync(DataFolder data, TrainingWork work, CancellationToken cancellationToken)
    {
        if (data.Runs.Anchor() is not null)
        {
            return null;
        }

        ModelManifest? parent = (await data.Models.ListAsync(cancellationToken)).FirstOrDefault(model => model.Version == work.Parent);
        return Recipes.Write(parent is null ? work.Options : Recipes.Of(parent));
    }

    private static async Task<int> TryListsAsync(
        JobContext context, TrainingWork work, ServingModel model, CancellationToken cancellationToken)
    {
        int tried = 0;
        int served = 0;
        foreach (User user in await context.Data.PlayLog.ReadUsersAsync(cancellationToken))
        {
            ListenerHistory history = await ListenerHistory.ReadAsync(
                context.Data.PlayLog, context.Data.Catalogue, user.Id, cancellationToken);
            PickedTracks picked = Recommender.Pick(
                model, history, new PlaylistRequest { Count = ListLength, IncludeHeard = true });
            tried++;
            served += picked.Tracks.Count > 0 ? 1 : 0;
            if (tried == ListenersTried)
            {
                break;
            }
        }

        // One listener may have refused all there is; that nobody gets a list though there are plays is the model's fault.
        if (tried > 0 && served == 0 && work.Data.Interactions.Count > 0)
        {
            throw new JobException(
                $"Model {model.Version.Value} is not served: it finds nothing for any of {tried} listeners.", canRetry: false);
        }

        return tried;
    }
}
