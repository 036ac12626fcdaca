using HybridRec.Engine.Diagnostics;

namespace HybridRec.Jobs.Progress;

/// <summary>Measures the speed of a stage and the time left, over the last 20 s, so that a slow start is soon forgotten.</summary>
/// <param name="clock">Supplies the time.</param>
internal sealed class StageMeter(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(500);

    private readonly Queue<(long At, long Done)> _samples = new();
    private long _started;
    private long _last;

    /// <summary>The stage being measured; null before the first.</summary>
    public string? Stage { get; private set; }

    /// <summary>How long the stage has taken.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    /// <summary>Notes how far the stage is; another stage starts the measuring anew.</summary>
    /// <returns>Units a second, or null while that cannot be told yet.</returns>
    public double? Note(StageProgress progress)
    {
        long now = clock.GetTimestamp();
        if (progress.Stage != Stage)
        {
            Stage = progress.Stage;
            _started = now;
            _samples.Clear();
        }

        if (_samples.Count == 0 || clock.GetElapsedTime(_last, now) >= Spacing)
        {
            _samples.Enqueue((now, progress.Done));
            _last = now;
        }

        while (_samples.Count > 2 && clock.GetElapsedTime(_samples.Peek().At, now) > Window)
        {
            _samples.Dequeue();
        }

        (long at, long done) = _samples.Peek();
        TimeSpan span = clock.GetElapsedTime(at, now);
        return span >= Spacing && progress.Done > done ? (progress.Done - done) / span.TotalSeconds : null;
    }

    /// <summary>The figures of a stage under way, e.g. "34 of 116 files, 4.2 files/s, 20 s left".</summary>
    public string Figures(StageProgress progress)
    {
        double? rate = Note(progress);
        List<string> parts = [ProgressText.Amount(progress)];
        if (rate is { } perSecond)
        {
            parts.Add(ProgressText.Rate(perSecond, progress.Unit));
            if (progress.Total is { } total && total > progress.Done)
            {
                parts.Add($"{ProgressText.Time(TimeSpan.FromSeconds(Math.Min((total - progress.Done) / perSecond, 3.6e6)))} left");
            }
        }

        if (progress.Note is { } note)
        {
            parts.Add(note);
        }

        return string.Join(", ", parts);
    }
}
