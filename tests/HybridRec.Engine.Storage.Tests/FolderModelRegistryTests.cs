using System.Security.Cryptography;
using System.Text;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Storage.Tests;

public sealed class FolderModelRegistryTests : ModelRegistryContract, IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private string Folder => _temporary.File("models");

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("factors.bin")]
    [InlineData("manifest.json")]
    [InlineData("manifest.json.sha256")]
    public async Task OpenAsync_FlippedByte_ThrowsNamingTheFile(string name)
    {
        await PublishAsync(Open(), One);
        string path = Path.Combine(Folder, One.Value, name);
        byte[] bytes = await File.ReadAllBytesAsync(path, Token);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Token);

        ModelRegistryException error = await Assert.ThrowsAsync<ModelRegistryException>(() => Open().OpenAsync(One, Token));

        Assert.Contains(name.Replace(".sha256", "", StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("factors.bin")]
    [InlineData("manifest.json")]
    [InlineData("manifest.json.sha256")]
    public async Task OpenAsync_MissingFile_ThrowsNamingIt(string name)
    {
        await PublishAsync(Open(), One);
        File.Delete(Path.Combine(Folder, One.Value, name));

        ModelRegistryException error = await Assert.ThrowsAsync<ModelRegistryException>(() => Open().OpenAsync(One, Token));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_GrownFile_Throws()
    {
        await PublishAsync(Open(), One);
        await File.AppendAllTextAsync(Path.Combine(Folder, One.Value, "empty.bin"), "x", Token);

        ModelRegistryException error = await Assert.ThrowsAsync<ModelRegistryException>(() => Open().OpenAsync(One, Token));

        Assert.Contains("empty.bin", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NewerFormat_SaysSo()
    {
        await PublishAsync(Open(), One);
        await RewriteManifestAsync("\"format\": 1", "\"format\": 2");

        ModelRegistryException error = await Assert.ThrowsAsync<ModelRegistryException>(() => Open().OpenAsync(One, Token));

        Assert.Contains("newer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_FolderOfAnotherVersion_SaysSo()
    {
        await PublishAsync(Open(), One);
        Directory.Move(Path.Combine(Folder, One.Value), Path.Combine(Folder, Two.Value));

        ModelRegistryException error = await Assert.ThrowsAsync<ModelRegistryException>(() => Open().OpenAsync(Two, Token));

        Assert.Contains(One.Value, error.Message, StringComparison.Ordinal);
        Assert.Empty(await Open().ListAsync(Token));
    }

    [Fact]
    public async Task ListAsync_DamagedManifestBesideAGoodOne_ListsTheGoodOne()
    {
        await PublishAsync(Open(), One);
        await PublishAsync(Open(), Two);
        await File.WriteAllTextAsync(Path.Combine(Folder, One.Value, "manifest.json"), "{", Token);

        Assert.Equal(Two, Assert.Single(await Open().ListAsync(Token)).ModelVersion);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc")]
    public async Task CurrentAsync_FileThatNamesNoVersion_SaysWhatToDo(string content)
    {
        await PublishAsync(Open(), One);
        await File.WriteAllTextAsync(Path.Combine(Folder, "current"), content, Token);

        ModelRegistryException error = await Assert.ThrowsAsync<ModelRegistryException>(() => Open().CurrentAsync(Token));

        Assert.Contains("promote", error.Message, StringComparison.Ordinal);
        await Open().PromoteAsync(One, Token);
        Assert.Equal(One, await Open().CurrentAsync(Token));
    }

    [Fact]
    public async Task PublishAsync_NameOfTheCurrentFile_IsRefused()
    {
        await Assert.ThrowsAsync<ModelRegistryException>(() => PublishAsync(Open(), new ModelVersion("current")));
    }

    [Fact]
    public async Task PublishAsync_FolderCannotBeMade_SaysWhich()
    {
        await File.WriteAllTextAsync(Folder, "in the way", Token);

        ModelRegistryException error = await Assert.ThrowsAsync<ModelRegistryException>(() => PublishAsync(Open(), One));

        Assert.Contains(Folder, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task PublishAsync_SubfolderOrOwnManifest_IsTheCallersBug()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Open().PublishAsync(
            CrashWriter.Manifest("x"),
            (folder, _) =>
            {
                Directory.CreateDirectory(Path.Combine(folder, "sub"));
                return Task.CompletedTask;
            },
            Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Open().PublishAsync(
            CrashWriter.Manifest("x"),
            (folder, token) => File.WriteAllTextAsync(Path.Combine(folder, "manifest.json"), "{}", token),
            Token));
    }

    protected override IModelRegistry Open() => new FolderModelRegistry(Folder);

    private async Task RewriteManifestAsync(string old, string replacement)
    {
        string path = Path.Combine(Folder, One.Value, "manifest.json");
        string manifest = await File.ReadAllTextAsync(path, Token);
        Assert.Contains(old, manifest, StringComparison.Ordinal);
        byte[] bytes = Encoding.UTF8.GetBytes(manifest.Replace(old, replacement, StringComparison.Ordinal));
        await File.WriteAllBytesAsync(path, bytes, Token);
        await File.WriteAllTextAsync(path + ".sha256", Convert.ToHexStringLower(SHA256.HashData(bytes)), Token);
    }
}
