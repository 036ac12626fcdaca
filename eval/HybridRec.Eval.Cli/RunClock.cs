using HybridRec.Engine.Diagnostics;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Eval.Cli;

/// <summary>Notes when a run began and how long each stage took, while it passes progress on.</summary>
/// <param name="clock">Supplies the time.</param>
/// <param name="inner">Shows progress.</param>
internal sealed class RunClock(TimeProvider clock, IProgress<StageProgress> inner) : IProgress<StageProgress>
{
    private readonly DateTimeOffset _begun = clock.GetUtcNow();
    private readonly long _start = clock.GetTimestamp();
    private readonly Dictionary<string, double> _seconds = [];
    private readonly Lock _gate = new();
    private long _last = clock.GetTimestamp();

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        lock (_gate)
        {
            // A stage reports when a unit is done, so the time since the last report was spent on it.
            long now = clock.GetTimestamp();
            _seconds[value.Stage] = _seconds.GetValueOrDefault(value.Stage) + clock.GetElapsedTime(_last, now).TotalSeconds;
            _last = now;
        }

        inner.Report(value);
    }

    /// <summary>The facts so far.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="seed">Seed of all chance.</param>
    public RunFacts Facts(string command, int seed)
    {
        lock (_gate)
        {
            Dictionary<string, double> seconds = new(_seconds) { ["All"] = clock.GetElapsedTime(_start).TotalSeconds };
            return RunFacts.Make(command, _begun, seed, seconds);
        }
    }
}
