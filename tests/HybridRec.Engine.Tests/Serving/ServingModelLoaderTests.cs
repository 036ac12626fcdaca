using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

public sealed class ServingModelLoaderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hybridrec-loader-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task LoadBestAsync_NothingPromoted_GivesNoModelAndSaysSo()
    {
        LoadedModel loaded = await ServingModelLoader.LoadBestAsync(
            new FolderRegistry(_root), TestContext.Current.CancellationToken);

        Assert.Null(loaded.Wanted);
        Assert.Null(loaded.Model);
        Assert.Equal("No model has been trained yet.", loaded.Message);
    }

    [Fact]
    public async Task LoadBestAsync_IntactPromotedModel_LoadsItWithoutAMessage()
    {
        FolderRegistry registry = new(_root) { Current = new ModelVersion("v2") };
        registry.Add("v1");
        registry.Add("v2");
        registry.Add("v3");

        LoadedModel loaded = await ServingModelLoader.LoadBestAsync(registry, TestContext.Current.CancellationToken);

        Assert.Equal("v2", loaded.Model!.Version.Value);
        Assert.Null(loaded.Message);
    }

    [Fact]
    public async Task LoadBestAsync_PromotedModelDamaged_FallsBackToTheNearestIntactAncestor()
    {
        FolderRegistry registry = new(_root) { Current = new ModelVersion("v4") };
        registry.Add("v1");
        registry.Add("v2", parent: "v1");
        registry.Add("v3", damage: true, parent: "v2");
        registry.Add("v4", damage: true, parent: "v3");
        registry.Add("v5", parent: "v4");

        LoadedModel loaded = await ServingModelLoader.LoadBestAsync(registry, TestContext.Current.CancellationToken);

        Assert.Equal(new ModelVersion("v4"), loaded.Wanted);
        Assert.Equal("v2", loaded.Model!.Version.Value);
        Assert.Contains("Model v4", loaded.Message);
        Assert.Contains("Serving the older model v2 instead.", loaded.Message);
    }

    [Fact]
    public async Task LoadBestAsync_PromotedModelDamaged_NeverServesOneThatWasNotPromoted()
    {
        FolderRegistry registry = new(_root) { Current = new ModelVersion("v3") };
        registry.Add("v1");
        registry.Add("v2-rejected", parent: "v1");
        registry.Add("v3", damage: true, parent: "v1");

        LoadedModel loaded = await ServingModelLoader.LoadBestAsync(registry, TestContext.Current.CancellationToken);

        Assert.Equal("v1", loaded.Model!.Version.Value);
    }

    [Fact]
    public async Task LoadBestAsync_FirstPromotedModelDamaged_DoesNotServeAnOlderRejectedOne()
    {
        FolderRegistry registry = new(_root) { Current = new ModelVersion("v2") };
        registry.Add("v1-rejected");
        registry.Add("v2", damage: true);

        LoadedModel loaded = await ServingModelLoader.LoadBestAsync(registry, TestContext.Current.CancellationToken);

        Assert.Null(loaded.Model);
    }

    [Fact]
    public async Task LoadBestAsync_PromotedModelAbsentAndNoOther_GivesNoModelAndTheRemedy()
    {
        FolderRegistry registry = new(_root) { Current = new ModelVersion("v1") };

        LoadedModel loaded = await ServingModelLoader.LoadBestAsync(registry, TestContext.Current.CancellationToken);

        Assert.Null(loaded.Model);
        Assert.Equal("Model v1: is absent. There is no intact older model that was served before; train again.", loaded.Message);
    }

    /// <summary>A registry over plain folders that knows no hashes, so that damage shows only when files are read.</summary>
    private sealed class FolderRegistry(string root) : IModelRegistry
    {
        private readonly List<ModelManifest> _manifests = [];

        public ModelVersion? Current { get; init; }

        public void Add(string version, bool damage = false, string? parent = null)
        {
            ModelBuilder builder = new ModelBuilder(version: version).Add([1, 0], users: 1);
            string folder = Directory.CreateDirectory(Path.Combine(root, version)).FullName;
            ServingBundle.Write(folder, builder.Parts());
            _manifests.Insert(0, builder.Manifest() with { Parent = parent });
            if (damage)
            {
                File.Delete(Path.Combine(folder, ServingBundle.VectorFile));
            }
        }

        public Task<ModelVersion?> CurrentAsync(CancellationToken cancellationToken) => Task.FromResult(Current);

        public Task<IReadOnlyList<ModelManifest>> ListAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ModelManifest>>(_manifests);

        public Task<OpenedModel> OpenAsync(ModelVersion version, CancellationToken cancellationToken) =>
            _manifests.Find(manifest => manifest.ModelVersion == version) is { } found
                ? Task.FromResult(new OpenedModel(found, Path.Combine(root, version.Value)))
                : throw new ModelRegistryException(version, "is absent");

        public Task<ModelManifest> PublishAsync(
            ModelManifest manifest,
            Func<string, CancellationToken, Task> writeFiles,
            CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task PromoteAsync(ModelVersion version, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task DeleteAsync(ModelVersion version, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
