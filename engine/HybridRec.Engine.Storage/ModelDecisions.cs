using System.Text.Json;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Storage;

/// <summary>What a person may decide about model versions, with a reason that is kept: promote, refuse, go back.</summary>
/// <param name="data">The data folder.</param>
public sealed class ModelDecisions(DataFolder data)
{
    /// <summary>Has a version served, whatever the gate said of it. Its recipe becomes the anchor of later comparisons.</summary>
    /// <param name="version">The version.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>The version served before; null if there was none.</returns>
    /// <exception cref="ModelRegistryException">It is absent or damaged; nothing is changed.</exception>
    public async Task<string?> PromoteAsync(string version, string by, string reason, CancellationToken cancellationToken)
    {
        OpenedModel opened = await data.Models.OpenAsync(new ModelVersion(version), cancellationToken);
        JsonElement recipe = opened.Manifest.Recipe ?? opened.Manifest.Options;
        return await ServeAsync(version, by, reason, JsonSerializer.Serialize(recipe), cancellationToken);
    }

    /// <summary>Has the nearest ancestor of the current version served that nobody has refused since it was served.</summary>
    /// <param name="by">Who wants it.</param>
    /// <param name="reason">Why; null says which version it was gone back from.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <returns>The version served from now on, and the one before.</returns>
    /// <exception cref="ModelRegistryException">There is no ancestor in the registry, or it is damaged; nothing is changed.</exception>
    public async Task<(string Version, string? Before)> RollBackAsync(
        string by, string? reason, CancellationToken cancellationToken)
    {
        Dictionary<string, ModelManifest> all =
            (await data.Models.ListAsync(cancellationToken)).ToDictionary(model => model.Version);
        ModelVersion? current = await data.Models.CurrentAsync(cancellationToken);
        string? ancestor = ParentOf(current?.Value);
        while (ancestor is not null && data.Runs.IsRejected(ancestor))
        {
            ancestor = ParentOf(ancestor);
        }

        if (ancestor is null || !all.ContainsKey(ancestor))
        {
            throw new ModelRegistryException(
                current ?? default, "it has no parent in the registry to go back to; promote a version by name");
        }

        await data.Models.OpenAsync(new ModelVersion(ancestor), cancellationToken);
        return (ancestor, await ServeAsync(
            ancestor, by, reason ?? $"rolled back from {current!.Value.Value}", anchor: null, cancellationToken));

        string? ParentOf(string? version) => version is null ? null : all.GetValueOrDefault(version)?.Parent;
    }

    /// <summary>Refuses a version that is not served: it stays, with the reason, and no rollback leads to it.</summary>
    /// <param name="version">The version.</param>
    /// <param name="by">Who refuses it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <exception cref="ModelRegistryException">It is absent, or it is the one in service.</exception>
    public async Task RejectAsync(string version, string by, string reason, CancellationToken cancellationToken)
    {
        ModelVersion wanted = new(version);
        if (!(await data.Models.ListAsync(cancellationToken)).Any(model => model.ModelVersion == wanted))
        {
            throw new ModelRegistryException(wanted, "there is no such version");
        }

        if (await data.Models.CurrentAsync(cancellationToken) == wanted)
        {
            throw new ModelRegistryException(wanted, "it is the one in service; roll back or promote another first");
        }

        await data.Runs.RecordRejectionAsync(version, by, reason, cancellationToken);
    }

    private async Task<string?> ServeAsync(
        string version, string by, string reason, string? anchor, CancellationToken cancellationToken)
    {
        string? before = (await data.Models.CurrentAsync(cancellationToken))?.Value;
        await data.Models.PromoteAsync(new ModelVersion(version), cancellationToken);
        await data.Runs.RecordPromotionAsync(version, before, by, reason, anchor, CancellationToken.None);
        return before;
    }
}
