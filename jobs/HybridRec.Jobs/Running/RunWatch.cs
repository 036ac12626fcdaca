using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;

namespace HybridRec.Jobs.Running;

/// <summary>Beside a step at work: writes its progress to the history about once a second, and sees whether it is to be cancelled.</summary>
internal sealed class RunWatch : IProgress<StageProgress>, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly RunStore _runs;
    private readonly long _run;
    private readonly int _position;
    private readonly IProgress<StageProgress>? _also;
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;
    private StageProgress? _latest;

    public RunWatch(RunStore runs, long run, int position, IProgress<StageProgress>? also, TimeProvider clock)
    {
        _runs = runs;
        _run = run;
        _position = position;
        _also = also;
        _loop = Task.Run(() => LoopAsync(clock));
    }

    /// <summary>Fires when somebody asked to cancel the run.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        Volatile.Write(ref _latest, value);
        _also?.Report(value);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _end.Dispose();
        _cancelled.Dispose();
    }

    private async Task LoopAsync(TimeProvider clock)
    {
        StageProgress? written = null;
        using PeriodicTimer timer = new(Interval, clock);
        while (true)
        {
            try
            {
                written = await WriteAsync(written);
                if (!_cancelled.IsCancellationRequested && _runs.Find(_run) is { CancelRequested: true })
                {
                    await _cancelled.CancelAsync();
                }
            }
            catch (StorageException)
            {
                // A full disk must not stop work that may not need it; what matters is written by the runner, which fails.
            }

            try
            {
                await timer.WaitForNextTickAsync(_end.Token);
            }
            catch (OperationCanceledException)
            {
                await WriteLastAsync(written);
                return;
            }
        }
    }

    private async Task WriteLastAsync(StageProgress? written)
    {
        try
        {
            await WriteAsync(written);
        }
        catch (StorageException)
        {
            // As above.
        }
    }

    private async Task<StageProgress?> WriteAsync(StageProgress? written)
    {
        StageProgress? latest = Volatile.Read(ref _latest);
        if (latest is not null && latest != written)
        {
            await _runs.ReportAsync(_run, _position, latest, CancellationToken.None);
        }

        return latest;
    }
}
