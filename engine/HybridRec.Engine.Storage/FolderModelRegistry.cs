using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Storage;

/// <summary>Model versions as folders: <c>VERSION/</c> with its files, <c>manifest.json</c> and the manifest's own hash.</summary>
/// <remarks>
/// A version is written into a hidden folder, synced, and renamed into place, so it is there whole or not at all. The
/// file <c>current</c> names the version to serve and is replaced by rename. A publisher holds a lock file; what a killed
/// one left behind is swept by the next.
/// </remarks>
public sealed class FolderModelRegistry : IModelRegistry
{
    private const int Format = 1;
    private const string ManifestName = "manifest.json";
    private const string ManifestHashName = "manifest.json.sha256";
    private const string CurrentName = "current";
    private const string AsidePrefix = ".publishing-";
    private const string DeletedPrefix = ".deleted-";
    private const string LockSuffix = ".lock";

    /// <summary>How manifests are written.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,

        // A metric that could not be measured is NaN, which plain JSON cannot say.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly string _folder;

    /// <summary>Opens a registry.</summary>
    /// <param name="folder">Its folder, created at the first publication.</param>
    public FolderModelRegistry(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _folder = Path.GetFullPath(folder);
    }

    /// <inheritdoc/>
    public async Task<ModelManifest> PublishAsync(
        ModelManifest manifest, Func<string, CancellationToken, Task> writeFiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(writeFiles);
        ModelVersion version = manifest.ModelVersion;
        string target = FolderOf(version);
        string aside = Path.Combine(_folder, $"{AsidePrefix}{Guid.NewGuid():n}");
        try
        {
            DurableFile.CreateFolder(_folder);
            Sweep();
            await using FileStream held = Lock(aside + LockSuffix);
            try
            {
                EnsureNew(version, target);
                DurableFile.CreateFolder(aside);
                await writeFiles(aside, cancellationToken);
                ModelManifest stored = manifest with { Files = await HashAllAsync(aside, cancellationToken) };
                await WriteManifestAsync(aside, stored, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                EnsureNew(version, target);
                Directory.Move(aside, target);
                DurableFile.SyncFolder(_folder);
                return stored;
            }
            finally
            {
                DeleteFolder(aside);
                File.Delete(aside + LockSuffix);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelRegistryException(
                version, $"it cannot be written to {_folder} ({error.Message.TrimEnd('.')})", error);
        }
    }

    /// <inheritdoc/>
    public async Task PromoteAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(FolderOf(version), ManifestName)))
        {
            throw Absent(version);
        }

        string aside = Path.Combine(_folder, $".{CurrentName}-{Guid.NewGuid():n}");
        try
        {
            await File.WriteAllTextAsync(aside, version.Value + "\n", cancellationToken);
            DurableFile.SyncFile(aside);
            File.Move(aside, Path.Combine(_folder, CurrentName), overwrite: true);
            DurableFile.SyncFolder(_folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelRegistryException(
                version, $"it cannot be made the current one in {_folder} ({error.Message.TrimEnd('.')})", error);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <inheritdoc/>
    public async Task<ModelVersion?> CurrentAsync(CancellationToken cancellationToken)
    {
        string path = Path.Combine(_folder, CurrentName);
        try
        {
            return new ModelVersion((await File.ReadAllTextAsync(path, cancellationToken)).Trim());
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelRegistryException(
                default, $"{path} names no model ({error.Message.TrimEnd('.')}); promote one again", error);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelManifest>> ListAsync(CancellationToken cancellationToken)
    {
        List<ModelManifest> found = [];
        if (!Directory.Exists(_folder))
        {
            return found;
        }

        foreach (string folder in Directory.EnumerateDirectories(_folder))
        {
            try
            {
                ModelManifest? manifest = JsonSerializer.Deserialize<ModelManifest>(
                    await File.ReadAllBytesAsync(Path.Combine(folder, ManifestName), cancellationToken), Json);
                if (manifest is not null && manifest.Version == Path.GetFileName(folder))
                {
                    found.Add(manifest);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
            {
                // Not a version: a folder being written or swept, or a damaged one, which opening it reports.
            }
        }

        return [.. found.OrderByDescending(m => m.Version, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        string folder = FolderOf(version);
        if (await CurrentAsync(cancellationToken) == version)
        {
            throw new ModelRegistryException(version, "it is the one to serve; promote another first");
        }

        if (!Directory.Exists(folder))
        {
            throw Absent(version);
        }

        try
        {
            // Renamed first, so that it is gone at once and whole.
            string aside = Path.Combine(_folder, $"{DeletedPrefix}{Guid.NewGuid():n}");
            Directory.Move(folder, aside);
            DeleteFolder(aside);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelRegistryException(version, $"it cannot be deleted ({error.Message.TrimEnd('.')})", error);
        }
    }

    /// <inheritdoc/>
    public async Task<OpenedModel> OpenAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        string folder = FolderOf(version);
        string current = ManifestName;
        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(folder, ManifestName), cancellationToken);
            current = ManifestHashName;
            string expected = await File.ReadAllTextAsync(Path.Combine(folder, ManifestHashName), cancellationToken);
            if (Hex(SHA256.HashData(bytes)) != expected.Trim())
            {
                throw Damaged(version, ManifestName);
            }

            current = ManifestName;
            ModelManifest manifest = JsonSerializer.Deserialize<ModelManifest>(bytes, Json)!;
            EnsureReadable(manifest);
            if (manifest.Version != version.Value)
            {
                throw new ModelRegistryException(version, $"the folder holds model {manifest.Version}; name it so");
            }

            foreach (ModelFile file in manifest.Files)
            {
                current = file.Name;
                if (await HashAsync(Path.Combine(folder, file.Name), cancellationToken) != file)
                {
                    throw Damaged(version, file.Name);
                }
            }

            return new OpenedModel(manifest, folder);
        }
        catch (DirectoryNotFoundException error)
        {
            throw Absent(version, error);
        }
        catch (FileNotFoundException error)
        {
            throw new ModelRegistryException(version, $"its file {current} is missing; train again or promote another version", error);
        }
        catch (JsonException error)
        {
            throw Damaged(version, current, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelRegistryException(version, $"its file {current} cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }

    /// <summary>Refuses a version that a newer program made.</summary>
    internal static void EnsureReadable(ModelManifest manifest)
    {
        if (manifest.Format > Format)
        {
            throw new ModelRegistryException(
                manifest.ModelVersion,
                $"its format {manifest.Format} is newer than this program knows ({Format}); use the newer program");
        }
    }

    /// <summary>Syncs all files of a folder to disk and describes them, by name.</summary>
    internal static async Task<IReadOnlyList<ModelFile>> HashAllAsync(string folder, CancellationToken cancellationToken)
    {
        if (Directory.EnumerateDirectories(folder).Any() || File.Exists(Path.Combine(folder, ManifestName)))
        {
            throw new InvalidOperationException($"A model's files lie flat, and {ManifestName} is written by the registry.");
        }

        List<ModelFile> files = [];
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            DurableFile.SyncFile(path);
            files.Add(await HashAsync(path, cancellationToken));
        }

        return files;
    }

    /// <summary>Describes a file.</summary>
    internal static async Task<ModelFile> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, useAsync: true);
        byte[] hash = await SHA256.HashDataAsync(content, cancellationToken);
        return new ModelFile(Path.GetFileName(path), content.Length, Hex(hash));
    }

    private static async Task WriteManifestAsync(
        string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, Json);
        string hashPath = Path.Combine(folder, ManifestHashName);
        string path = Path.Combine(folder, ManifestName);
        await File.WriteAllTextAsync(hashPath, Hex(SHA256.HashData(bytes)) + "\n", Encoding.ASCII, cancellationToken);
        DurableFile.SyncFile(hashPath);
        await File.WriteAllBytesAsync(path, bytes, cancellationToken);
        DurableFile.SyncFile(path);
        DurableFile.SyncFolder(folder);
    }

    // Removes what publishers left that were killed: their locks are free, a live publisher's is held.
    private void Sweep()
    {
        foreach (string deleted in Directory.EnumerateDirectories(_folder, DeletedPrefix + "*"))
        {
            DeleteFolder(deleted);
        }

        foreach (string lockPath in Directory.EnumerateFiles(_folder, AsidePrefix + "*" + LockSuffix))
        {
            try
            {
                using FileStream free = new(lockPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                DeleteFolder(lockPath[..^LockSuffix.Length]);
                File.Delete(lockPath);
            }
            catch (IOException)
            {
                // A live publisher's.
            }
        }
    }

    private static FileStream Lock(string path) => new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);

    private static void DeleteFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static void EnsureNew(ModelVersion version, string target)
    {
        if (Path.Exists(target))
        {
            throw new ModelRegistryException(version, "a version of this name exists already");
        }
    }

    private string FolderOf(ModelVersion version) => version.Value == CurrentName
        ? throw new ModelRegistryException(version, $"the name \"{CurrentName}\" is taken; choose another")
        : Path.Combine(_folder, version.Value);

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    private static ModelRegistryException Absent(ModelVersion version, Exception? inner = null) =>
        new(version, "there is no such version", inner);

    private static ModelRegistryException Damaged(ModelVersion version, string file, Exception? inner = null) =>
        new(version, $"its file {file} is damaged; train again or promote another version", inner);
}
