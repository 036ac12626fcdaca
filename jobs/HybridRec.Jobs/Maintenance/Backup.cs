using System.Globalization;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Maintenance;

/// <summary>
/// <c>backup</c>: a consistent copy of the stores in <c>backups/TIME</c>, itself a data folder; the newest seven stay.
/// </summary>
internal sealed class Backup : IJob
{
    private const int Kept = 7;

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        string all = Path.Combine(context.Data.Path, "backups");
        string name = context.Clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        Directory.CreateDirectory(all);
        await context.Data.BackupAsync(Path.Combine(all, name), cancellationToken);
        string[] old = [.. Directory.EnumerateDirectories(all).OrderByDescending(path => path, StringComparer.Ordinal).Skip(Kept)];
        foreach (string folder in old)
        {
            Directory.Delete(folder, recursive: true);
        }

        return new JobResult($"backups/{name}", new { folder = name, deleted = old.Length });
    }
}
