using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;

namespace HybridRec.Jobs.Running;

/// <summary>
/// One piece of background work. Idempotent: done twice, or begun again after a crash at any moment, it leaves what doing
/// it once leaves. What it makes for later steps of its run it keeps in the run's folder, whole or not at all.
/// </summary>
public interface IJob
{
    /// <summary>Does the work.</summary>
    /// <param name="context">What it works on.</param>
    /// <param name="cancellationToken">Fires when it is to stop within a few seconds, keeping what is done.</param>
    /// <exception cref="HybridRecException">It cannot be done; the message says why.</exception>
    Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken);
}

/// <summary>What a job did.</summary>
/// <param name="Outcome">In a sentence.</param>
/// <param name="Produced">What it made, to be kept as JSON; null for nothing.</param>
public sealed record JobResult(string Outcome, object? Produced = null);

/// <summary>What a job works on.</summary>
/// <param name="Data">The data folder.</param>
/// <param name="Run">The run.</param>
/// <param name="Folder">The run's folder, which all its steps share and which goes with the run's end.</param>
/// <param name="Progress">Told how far it is.</param>
/// <param name="Clock">Supplies the time.</param>
public sealed record JobContext(
    DataFolder Data,
    JobRun Run,
    RunFolder Folder,
    IProgress<StageProgress> Progress,
    TimeProvider Clock)
{
    /// <summary>Options of the run by name.</summary>
    public IReadOnlyDictionary<string, string> Arguments => Run.Arguments;

    /// <summary>An argument that must be given.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="JobException">It is missing.</exception>
    public string Require(string name) => Arguments.TryGetValue(name, out string? value) && value.Length > 0
        ? value
        : throw new JobException($"The job needs the argument \"{name}\".", canRetry: false);
}

/// <summary>A job cannot be done.</summary>
/// <param name="message">Why, fit to show a person.</param>
/// <param name="canRetry">Whether trying again may help; if not, the run fails at once.</param>
/// <param name="inner">The cause.</param>
public class JobException(string message, bool canRetry, Exception? inner = null) : HybridRecException(message, inner)
{
    /// <summary>Whether trying again may help.</summary>
    public bool CanRetry { get; } = canRetry;

    /// <summary>What a person is told of anything that ended a step: its own words where it was foreseen.</summary>
    /// <param name="error">What was thrown.</param>
    internal static string WordsFor(Exception error) => error is HybridRecException or IOException or UnauthorizedAccessException
        ? error.Message
        : $"an error in HybridRec itself: {error}";
}
