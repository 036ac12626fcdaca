namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>Adds up wall time by stage. Not thread-safe.</summary>
/// <param name="clock">Supplies the time.</param>
internal sealed class StageTimes(TimeProvider clock)
{
    private readonly Dictionary<string, double> _seconds = [];

    /// <summary>Seconds by stage, in the order in which stages first ended.</summary>
    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    /// <summary>Times a stage until it is disposed of.</summary>
    public IDisposable Of(string stage) => new Running(this, stage);

    private sealed class Running(StageTimes times, string stage) : IDisposable
    {
        private readonly long _began = times.Clock.GetTimestamp();

        public void Dispose() => times._seconds[stage] =
            times._seconds.GetValueOrDefault(stage) + times.Clock.GetElapsedTime(_began).TotalSeconds;
    }

    private TimeProvider Clock => clock;
}
