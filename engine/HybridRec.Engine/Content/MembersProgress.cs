using HybridRec.Engine.Diagnostics;

namespace HybridRec.Engine.Content;

/// <summary>Adds up what members that are trained at the same time have done. Thread-safe.</summary>
/// <param name="inner">Told the sums.</param>
/// <param name="members">Number of members; each reports the same total.</param>
internal sealed class MembersProgress(IProgress<StageProgress> inner, int members)
{
    private readonly long[] _done = new long[members];
    private readonly Lock _gate = new();

    /// <summary>What one member is to report to.</summary>
    public IProgress<StageProgress> Of(int member) => new One(this, member);

    /// <summary>Counts a member that was trained before an interruption.</summary>
    public void CountAsDone(int member)
    {
        lock (_gate)
        {
            _done[member] = long.MaxValue;
        }
    }

    private void Report(int member, StageProgress value)
    {
        lock (_gate)
        {
            _done[member] = value.Done;
            long each = value.Total ?? value.Done;
            inner.Report(value with { Done = _done.Sum(done => Math.Min(done, each)), Total = each * _done.Length });
        }
    }

    private sealed class One(MembersProgress all, int member) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => all.Report(member, value);
    }
}
