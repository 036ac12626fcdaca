using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Models;

/// <summary>Where model versions live. A version is complete and verified, or it does not exist. Thread- and process-safe.</summary>
public interface IModelRegistry
{
    /// <summary>Publishes a new version: writes its files aside, hashes and syncs them, then makes it visible in one step.</summary>
    /// <param name="manifest">Its record; <see cref="ModelManifest.Files"/> is filled in here.</param>
    /// <param name="writeFiles">Called with an empty folder; writes the files there, flat.</param>
    /// <param name="cancellationToken">Cancels before the version becomes visible; nothing stays behind.</param>
    /// <returns>The manifest as stored.</returns>
    /// <exception cref="ModelRegistryException">The version exists, or the disk refused.</exception>
    Task<ModelManifest> PublishAsync(
        ModelManifest manifest, Func<string, CancellationToken, Task> writeFiles, CancellationToken cancellationToken);

    /// <summary>Makes a published version the one to serve, durably.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <exception cref="ModelRegistryException">There is no such version.</exception>
    Task PromoteAsync(ModelVersion version, CancellationToken cancellationToken);

    /// <summary>The version to serve, or null before the first promotion. Cheap: may be polled every second.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<ModelVersion?> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>All complete versions, newest first. Does not verify hashes.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<ModelManifest>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Deletes a version for good.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Cancels before anything is touched.</param>
    /// <exception cref="ModelRegistryException">It is absent, it is the one to serve, or the disk refused.</exception>
    Task DeleteAsync(ModelVersion version, CancellationToken cancellationToken);

    /// <summary>Verifies every file of a version by its hash and gives the folder to read it from.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ModelRegistryException">It is absent, or a file is missing or damaged; the message names the file.</exception>
    Task<OpenedModel> OpenAsync(ModelVersion version, CancellationToken cancellationToken);
}

/// <summary>A verified model version on local disk.</summary>
/// <param name="Manifest">Its record.</param>
/// <param name="Folder">Folder with its files.</param>
public sealed record OpenedModel(ModelManifest Manifest, string Folder);

/// <summary>A model version is absent, damaged or could not be written.</summary>
public sealed class ModelRegistryException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="version">The version concerned.</param>
    /// <param name="reason">What is wrong, fit to show a person.</param>
    /// <param name="inner">The cause.</param>
    public ModelRegistryException(ModelVersion version, string reason, Exception? inner = null)
        : base($"Model {version.Value}: {reason}.", inner)
    {
        Version = version;
        Reason = reason;
    }

    /// <summary>The version concerned.</summary>
    public ModelVersion Version { get; }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }
}
