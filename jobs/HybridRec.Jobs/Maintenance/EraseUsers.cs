using System.Globalization;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Maintenance;

/// <summary>
/// <c>erase-users</c>: erases all that is stored of a user (argument user), and whatever listens anybody deleted 30 days ago. Of
/// a user who is not there nothing is left to erase, so that it can be done again after a crash.
/// </summary>
internal sealed class EraseUsers : IJob
{
    private static readonly TimeSpan DeletedAge = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        // No outcome names the user: it is kept.
        string user = "nobody of that name is there";
        if (context.Arguments.GetValueOrDefault("user") is not { } name)
        {
            user = "no user was named";
        }
        else if (await context.Data.PlayLog.FindUserAsync(name, cancellationToken) is { } found)
        {
            ErasedUser erased = await context.Data.Erasure.EraseAsync(found, cancellationToken);
            user = string.Create(
                CultureInfo.InvariantCulture,
                $"one user with {erased.Listens:N0} listens, {erased.Counts:N0} play counts and {erased.Feedback:N0} words of feedback erased");
        }

        int deleted = await context.Data.Erasure.CompactAsync(context.Clock.GetUtcNow() - DeletedAge, cancellationToken);
        return new JobResult(string.Create(CultureInfo.InvariantCulture, $"{user}; {deleted:N0} listens that were deleted long ago erased"));
    }
}
