using HybridRec.Engine.Diagnostics;
using Spectre.Console;

namespace HybridRec.Jobs.Progress;

/// <summary>Shows progress as one bar a stage, on a terminal.</summary>
/// <param name="context">Spectre.Console's drawing in progress.</param>
/// <param name="clock">Supplies the time.</param>
internal sealed class TerminalProgress(ProgressContext context, TimeProvider clock) : IProgress<StageProgress>
{
    private readonly Lock _gate = new();
    private readonly StageMeter _meter = new(clock);
    private ProgressTask? _bar;

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_gate)
        {
            if (value.Stage != _meter.Stage)
            {
                Finish();
                _bar = context.AddTask(Markup.Escape(value.Stage));
            }

            ProgressTask bar = _bar!;
            bar.Description = $"{Markup.Escape(value.Stage)}: [grey]{Markup.Escape(_meter.Figures(value))}[/]";
            bar.IsIndeterminate = value.Total is null;
            bar.MaxValue = Math.Max(value.Total ?? 1, 1);
            bar.Value = value.Total is null ? 0 : value.Done;
        }
    }

    /// <summary>Ends the last stage's bar.</summary>
    public void Finish()
    {
        if (_bar is { } bar)
        {
            bar.IsIndeterminate = false;
            bar.Value = bar.MaxValue;
            bar.StopTask();
        }
    }
}
