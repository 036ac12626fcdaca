using System.Globalization;
using HybridRec.Engine.Diagnostics;
using HybridRec.Jobs.Progress;

namespace HybridRec.Api.Demo;

/// <summary>Runs the demonstration's stages one after the other: says what begins, shows progress, keeps the times.</summary>
/// <param name="output">Takes headings and outcomes.</param>
/// <param name="clock">Supplies the time.</param>
internal sealed class DemoStages(TextWriter output, TimeProvider clock)
{
    private readonly List<(string Name, TimeSpan Took)> _times = [];

    /// <summary>Runs a stage.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="name">What it does, in a few words.</param>
    /// <param name="work">The work; reports progress.</param>
    /// <param name="outcome">Says in a line what came of it.</param>
    public async Task<T> RunAsync<T>(string name, Func<IProgress<StageProgress>, Task<T>> work, Func<T, string> outcome)
    {
        await output.WriteLineAsync($"{_times.Count + 1}. {name}");
        long begun = clock.GetTimestamp();
        T result = await ConsoleProgress.RunAsync(work, clock);
        TimeSpan took = clock.GetElapsedTime(begun);
        _times.Add((name, took));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"   {outcome(result)} ({took.TotalSeconds:0.0} s)"));
        return result;
    }

    /// <summary>The times of all stages so far, as a table.</summary>
    public IEnumerable<string> Table()
    {
        yield return "Time by stage";
        foreach ((string name, TimeSpan took) in _times.Append(("In all", _times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time.Took))))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  {name,-44}{took.TotalSeconds,7:0.0} s");
        }
    }
}
