namespace HybridRec.Engine.Diagnostics;

/// <summary>How far a long operation has come. Reported through <see cref="IProgress{T}"/>, at most a few times a second.</summary>
/// <param name="Stage">What is being done, in words, e.g. "Reading audio". Constant during one stage.</param>
/// <param name="Done">Units finished so far, ≥ 0, never falling within a stage.</param>
/// <param name="Total">Units in all, or null where it cannot be known.</param>
/// <param name="Unit">What is counted, plural, e.g. "files", "epochs", "bytes".</param>
/// <param name="Note">A figure worth showing beside the bar, e.g. "loss 0.412", or null.</param>
public sealed record StageProgress(string Stage, long Done, long? Total, string Unit, string? Note = null);
