using HybridRec.Engine.Diagnostics;

namespace HybridRec.Jobs.Tests;

/// <summary>Does something at each report, at once and on the reporting thread.</summary>
internal sealed class Reaction(Action<StageProgress> react) : IProgress<StageProgress>
{
    public void Report(StageProgress value) => react(value);
}
