using HybridRec.Engine.Models;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Gate;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary>A challenger that lost: kept in the registry as it was measured, so that a person may have it served all the same.</summary>
internal static class RejectedVersion
{
    /// <summary>Publishes it and records why it was refused; once, though it may be called again after a crash.</summary>
    /// <param name="context">The run.</param>
    /// <param name="held">What it was trained on.</param>
    /// <param name="tried">The model.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="parent">The version in service.</param>
    /// <param name="reason">Why it was refused.</param>
    /// <param name="figures">Figures of the comparison.</param>
    /// <param name="cancellationToken">Cancels before it is visible.</param>
    public static async Task PublishAsync(
        JobContext context,
        HeldOutData held,
        TriedRecipe tried,
        TrainingOptions recipe,
        string parent,
        string reason,
        IReadOnlyDictionary<string, double> figures,
        CancellationToken cancellationToken)
    {
        string version = tried.Built.Parts.Version.Value;
        if (!(await context.Data.Models.ListAsync(cancellationToken)).Any(model => model.Version == version))
        {
            ModelManifest manifest = BlendAndIndex.Manifest(
                tried.Built, held.Training, recipe, parent, tried.Built.Metrics.Concat(figures).ToDictionary(), context.Clock);
            await context.Data.Models.PublishAsync(
                manifest,
                (folder, _) =>
                {
                    ServingBundle.Write(folder, tried.Built.Parts);
                    if (tried.Content is { } content)
                    {
                        TrainContent.Write(content, held.Training, name => Path.Combine(folder, name));
                    }

                    return Task.CompletedTask;
                },
                cancellationToken);
        }

        if (!context.Data.Runs.IsRejected(version))
        {
            await context.Data.Runs.RecordRejectionAsync(
                version, context.Run.RequestedBy, $"run {context.Run.Id}: {reason}", CancellationToken.None);
        }
    }
}
