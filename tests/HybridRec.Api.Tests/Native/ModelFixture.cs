using HybridRec.Engine.Catalogue;

namespace HybridRec.Api.Tests.Native;

/// <summary>A server that serves <see cref="TestModel"/>.</summary>
public sealed class ModelFixture : IAsyncLifetime
{
    public ApiServer Server { get; } = new();

    /// <summary>The model's tracks, by number.</summary>
    public IReadOnlyList<TrackId> Tracks { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        Tracks = await TestModel.PublishAsync(Server);
        await TestModel.WaitForAsync(Server, TestModel.First);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
