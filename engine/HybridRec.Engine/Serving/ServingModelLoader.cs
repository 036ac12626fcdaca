using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Serving;

/// <summary>What came of loading a model to serve.</summary>
/// <param name="Wanted">The promoted version, or null before the first promotion.</param>
/// <param name="Model">The promoted model, or its nearest intact ancestor if that is damaged; null if there is none.</param>
/// <param name="Message">Why it is not the promoted model, one line fit to show a person; null if it is.</param>
public sealed record LoadedModel(ModelVersion? Wanted, ServingModel? Model, string? Message);

/// <summary>Loads the best model a registry can offer.</summary>
public static class ServingModelLoader
{
    /// <summary>
    /// Opens the promoted version; if it is damaged, its nearest intact ancestor. A parent is what was served when a training
    /// began, so every ancestor was promoted once; that a version is older says nothing, for it may have been rejected.
    /// </summary>
    /// <param name="registry">Where models live.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    /// <remarks>Reads and hashes the whole model: milliseconds to seconds. Poll <see cref="IModelRegistry.CurrentAsync"/> instead.</remarks>
    public static async Task<LoadedModel> LoadBestAsync(IModelRegistry registry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(registry);
        if (await registry.CurrentAsync(cancellationToken) is not { } wanted)
        {
            return new LoadedModel(null, null, "No model has been trained yet.");
        }

        (ServingModel? model, string? fault) = await TryLoadAsync(registry, wanted, cancellationToken);
        if (model is not null)
        {
            return new LoadedModel(wanted, model, null);
        }

        Dictionary<string, string?> parents = (await registry.ListAsync(cancellationToken))
            .ToDictionary(manifest => manifest.Version, manifest => manifest.Parent);

        // Taken out as it is followed, so that manifests which name each other end too.
        string version = wanted.Value;
        while (parents.Remove(version, out string? parent) && parent is not null)
        {
            (model, _) = await TryLoadAsync(registry, new ModelVersion(parent), cancellationToken);
            if (model is not null)
            {
                return new LoadedModel(wanted, model, $"{fault} Serving the older model {model.Version} instead.");
            }

            version = parent;
        }

        return new LoadedModel(wanted, null, $"{fault} There is no intact older model that was served before; train again.");
    }

    private static async Task<(ServingModel? Model, string? Fault)> TryLoadAsync(
        IModelRegistry registry, ModelVersion version, CancellationToken cancellationToken)
    {
        try
        {
            return (ServingModel.Load(await registry.OpenAsync(version, cancellationToken)), null);
        }
        catch (ModelRegistryException e)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return (null, $"Model {version} cannot be loaded: {e.Message.TrimEnd('.')}.");
        }
    }
}
