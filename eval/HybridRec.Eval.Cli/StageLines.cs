using System.Globalization;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Eval.Cli;

/// <summary>Shows progress on a writer: a line when a stage begins and when it ends, one every few seconds between.</summary>
/// <param name="writer">Takes the lines.</param>
/// <param name="clock">Supplies the time.</param>
internal sealed class StageLines(TextWriter writer, TimeProvider clock) : IProgress<StageProgress>
{
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private string? _stage;
    private long _begun;
    private long _shown;
    private bool _ended;

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        lock (_gate)
        {
            bool begins = value.Stage != _stage;
            if (begins)
            {
                _stage = value.Stage;
                _begun = clock.GetTimestamp();
                _ended = false;
            }

            bool ends = value.Done == value.Total && !_ended;
            if (begins || ends || (!_ended && clock.GetElapsedTime(_shown) >= Spacing))
            {
                _ended = ends;
                _shown = clock.GetTimestamp();
                writer.WriteLine(Line(value, clock.GetElapsedTime(_begun)));
            }
        }
    }

    private static string Line(StageProgress value, TimeSpan elapsed)
    {
        string total = value.Total is { } all ? string.Create(CultureInfo.InvariantCulture, $" of {all:N0}") : "";
        string note = value.Note is { } text ? $", {text}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Stage}: {value.Done:N0}{total} {value.Unit}{note} ({elapsed.TotalSeconds:0} s)");
    }
}
