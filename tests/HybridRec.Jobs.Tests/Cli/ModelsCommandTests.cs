using HybridRec.Engine.Storage;
using HybridRec.Jobs.Cli;
using HybridRec.Jobs.Tests.Training;
using HybridRec.Jobs.Training;

namespace HybridRec.Jobs.Tests.Cli;

/// <summary>What a person decides about versions on the command line.</summary>
public sealed class ModelsCommandTests : IAsyncLifetime
{
    private readonly List<string> _versions = [];
    private TrainingFolder _folder = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _folder = await TrainingFolder.CreateAsync(Cancel);
        await _folder.AddPlaysAsync("ann", [await _folder.AddAudioAsync(0, Cancel), await _folder.AddAudioAsync(1, Cancel)], Cancel);
        for (int training = 0; training < 3; training++)
        {
            _versions.Add((await new TrainModels(_folder.Data, TrainingFolder.Quick, TimeProvider.System).RunAsync(null, Cancel)).Version);
        }
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Promote_AnOlderVersion_IsServedWithWhoAndWhyKept()
    {
        (int code, string output, _) = await RunAsync("promote", _versions[0], "--reason", "the old one knew jazz");

        Assert.Equal(0, code);
        Assert.Contains($"{_versions[0]} is served, before it {_versions[2]}", output);
        ModelPromotion last = _folder.Data.Runs.Promotions()[^1];
        Assert.Equal((_versions[0], _versions[2], "the old one knew jazz"), (last.Version, last.Before, last.Reason));
        Assert.Contains("command line", last.By);
        (_, string list, _) = await RunAsync("list");
        Assert.Contains($"* {_versions[0]}", list);
        Assert.Contains("the old one knew jazz", list);
        Assert.Contains($"parent {_versions[1]}", list);
    }

    [Fact]
    public async Task RollBack_PastARefusedParent_GoesToItsParent()
    {
        Assert.Equal(0, (await RunAsync("reject", _versions[1], "--reason", "it was trained on a broken import")).Code);

        (int code, string output, _) = await RunAsync("rollback");

        Assert.Equal(0, code);
        Assert.Contains($"{_versions[0]} is served", output);
        Assert.Contains($"rolled back from {_versions[2]}", _folder.Data.Runs.Promotions()[^1].Reason);
        (int none, _, string error) = await RunAsync("rollback");
        Assert.Equal(1, none);
        Assert.Contains("no parent", error);
    }

    [Theory]
    [InlineData(2, "in service")]
    [InlineData(-1, "no such version")]
    public async Task Reject_WhatIsServedOrAbsent_Exits1AndChangesNothing(int version, string reason)
    {
        (int code, _, string error) = await RunAsync("reject", version < 0 ? "none" : _versions[version], "--reason", "why not");

        Assert.Equal(1, code);
        Assert.Contains(reason, error);
        Assert.Empty(_folder.Data.Runs.Rejections());
    }

    [Fact]
    public async Task Promote_WithoutAReason_IsWrongUsage()
    {
        Assert.Equal(2, (await RunAsync("promote", _versions[0])).Code);
        Assert.Equal(_versions[2], (await _folder.Data.Models.CurrentAsync(Cancel))!.Value.Value);
    }

    [Fact]
    public async Task Promote_DamagedVersion_Exits1AndTheOldOneStays()
    {
        await File.AppendAllTextAsync(Path.Combine(_folder.Data.Path, "models", _versions[0], "serving.json"), " ", Cancel);

        (int code, _, string error) = await RunAsync("promote", _versions[0], "--reason", "why not");

        Assert.Equal(1, code);
        Assert.Contains("serving.json", error);
        Assert.Equal(_versions[2], (await _folder.Data.Models.CurrentAsync(Cancel))!.Value.Value);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = await JobsCommandLine.RunAsync(
            ["models", .. arguments, "--data", _folder.Data.Path], output, error, TimeProvider.System, Cancel);
        return (code, output.ToString(), error.ToString());
    }
}
