using HybridRec.Engine.Diagnostics;

namespace HybridRec.Jobs.Progress;

/// <summary>Shows progress as plain lines, for a log or a pipe: at most one every 2 s, and one at the end of each stage.</summary>
/// <param name="output">Takes the lines.</param>
/// <param name="clock">Supplies the time.</param>
internal sealed class PlainProgress(TextWriter output, TimeProvider clock) : IProgress<StageProgress>
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly StageMeter _meter = new(clock);
    private long? _lastLine;
    private bool _stageEnded;

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_gate)
        {
            bool isNewStage = value.Stage != _meter.Stage;
            if (isNewStage)
            {
                _stageEnded = false;
                _lastLine ??= clock.GetTimestamp();
            }

            string figures = _meter.Figures(value);
            if (value.Done == value.Total && !_stageEnded)
            {
                _stageEnded = true;
                Write($"{value.Stage}: {ProgressText.Amount(value)} in {ProgressText.Time(_meter.Elapsed)}{Note(value)}");
            }
            else if (!_stageEnded && clock.GetElapsedTime(_lastLine!.Value) >= Spacing)
            {
                Write($"{value.Stage}: {figures}");
            }
        }
    }

    private static string Note(StageProgress value) => value.Note is { } note ? $", {note}" : "";

    private void Write(string line)
    {
        output.WriteLine(line);
        _lastLine = clock.GetTimestamp();
    }
}
