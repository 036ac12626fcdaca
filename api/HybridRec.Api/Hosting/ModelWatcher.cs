using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Serving;

namespace HybridRec.Api.Hosting;

/// <summary>What is known of the promoted model.</summary>
/// <param name="Wanted">The promoted version, or null before the first promotion.</param>
/// <param name="Refused">Why it is not served, fit for the log; null if it is, or if there is none.</param>
internal sealed record ModelState(ModelVersion? Wanted, string? Refused);

/// <summary>
/// Looks once a second which model version is promoted, and puts it in service without disturbing a request. A damaged
/// one is refused: what is in service stays, or at start the newest intact older one is taken.
/// </summary>
internal sealed class ModelWatcher(
    IModelRegistry registry, ServingModelHolder holder, TimeProvider clock, ILogger<ModelWatcher> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A refused version is read again now and then, since its files may have been put right.
    private static readonly TimeSpan RetryRefused = TimeSpan.FromMinutes(1);

    private ModelState _state = new(null, null);
    private long _checkedAt;

    /// <summary>The outcome of the last check.</summary>
    public ModelState State => Volatile.Read(ref _state);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, clock);
        do
        {
            await CheckAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            ModelVersion? wanted = await registry.CurrentAsync(cancellationToken);
            bool retry = State.Refused is not null && clock.GetElapsedTime(_checkedAt) >= RetryRefused;
            if (wanted != State.Wanted || retry)
            {
                _checkedAt = clock.GetTimestamp();
                Apply(await ServingModelLoader.LoadBestAsync(registry, cancellationToken));
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The edge of a loop that must outlive whatever the disk or a damaged file does to one check.
            logger.ModelCheckFailed(error);
        }
    }

    private void Apply(LoadedModel loaded)
    {
        string? refused = loaded.Wanted is null ? null : loaded.Message;
        if (loaded.Model is { } model && (refused is null || holder.Current is null))
        {
            holder.Publish(model);
            logger.ModelServed(model.Version.Value);
        }

        if (refused is not null && refused != State.Refused)
        {
            logger.ModelRefused(loaded.Wanted!.Value.Value, refused, holder.Current?.Version.Value ?? "no model");
        }

        Volatile.Write(ref _state, new ModelState(loaded.Wanted, refused));
    }
}
