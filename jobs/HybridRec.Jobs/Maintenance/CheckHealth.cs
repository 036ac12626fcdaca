using System.Globalization;
using System.Text.Json;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Maintenance;

/// <summary><c>check-health</c>: measures drift: data volume, unknown tracks, embedding coverage, metrics over versions, what failed or waits.</summary>
internal sealed class CheckHealth : IJob
{
    private const int WeeksBefore = 4;
    private const int VersionsBefore = 5;

    /// <summary>With fewer listens a week nothing can be said of their number.</summary>
    private const int FewestListens = 100;

    private const double LeastVolume = 0.5;
    private const double MostUnknown = 0.2;
    private const double LeastCoverage = 0.9;
    private const double LeastNdcg = 0.9;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestQueue = TimeSpan.FromHours(1);
    private static readonly TimeSpan OldestModel = TimeSpan.FromDays(8);

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        HealthReport report = await MeasureAsync(context.Data, context.Clock.GetUtcNow(), cancellationToken);
        report = report with { Warnings = [.. Warnings(report), .. await OfServiceAsync(context, cancellationToken)] };
        return new JobResult(
            report.Warnings.Count == 0 ? "nothing to warn of" : string.Join("; ", report.Warnings),
            JsonSerializer.SerializeToElement(report, JsonSerializerOptions.Web));
    }

    /// <summary>What the figures warn of.</summary>
    public static IEnumerable<string> Warnings(HealthReport report)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (report.ListensBefore >= FewestListens && report.Listens < LeastVolume * report.ListensBefore)
        {
            yield return string.Create(
                culture, $"only {report.Listens:N0} listens came in this week, where {report.ListensBefore:N0} a week came before: does a player no longer submit?");
        }

        if (report.Listens >= FewestListens && report.UnknownShare > MostUnknown)
        {
            yield return string.Create(
                culture, $"{report.UnknownShare:0 %} of this week's listens are of tracks that the model in service does not know: train more often, or import what is missing");
        }

        if (report.EmbeddingCoverage < LeastCoverage)
        {
            yield return string.Create(
                culture, $"the model in service has heard only {report.EmbeddingCoverage:0 %} of the tracks with audio: run embed-tracks");
        }

        if (report.Ndcg < LeastNdcg * report.NdcgBefore)
        {
            yield return string.Create(
                culture, $"the version in service reached NDCG {report.Ndcg:0.000} on plays held out of its training, versions before it {report.NdcgBefore:0.000}: look at what was imported since");
        }
    }

    private static async Task<HealthReport> MeasureAsync(DataFolder data, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ServingModel? model = (await ServingModelLoader.LoadBestAsync(data.Models, cancellationToken)).Model;
        int listens = 0;
        int before = 0;
        int unknown = 0;
        await foreach (Listen listen in data.PlayLog.ReadAsync(null, null, now - ((WeeksBefore + 1) * Week), cancellationToken))
        {
            if (listen.ListenedAt <= now - Week)
            {
                before++;
            }
            else
            {
                listens++;
                unknown += model is null || !model.Tracks.TryGetRow(listen.Track, out _) ? 1 : 0;
            }
        }

        (double? ndcg, double? ndcgBefore) = await TrendAsync(data, model?.Version, cancellationToken);
        return new HealthReport(
            listens,
            before / (double)WeeksBefore,
            listens > 0 ? unknown / (double)listens : null,
            await CoverageAsync(data, model, cancellationToken),
            ndcg,
            ndcgBefore,
            []);
    }

    private static async Task<double?> CoverageAsync(DataFolder data, ServingModel? model, CancellationToken cancellationToken)
    {
        TrackSnapshot snapshot = await TrackSnapshot.ReadAsync(data, cancellationToken);
        int audible = 0;
        int heard = 0;
        foreach (Engine.Catalogue.TrackId track in snapshot.Tracks.Keys.Where(snapshot.CanHear))
        {
            audible++;
            heard += model is { AudioEmbeddings: { } embeddings } && model.Tracks.TryGetRow(track, out int row)
                && embeddings.Row(row).ContainsAnyExcept(0f) ? 1 : 0;
        }

        return audible > 0 ? heard / (double)audible : null;
    }

    /// <summary>NDCG of the version in service and the median of those before it that nobody refused.</summary>
    private static async Task<(double? Now, double? Before)> TrendAsync(
        DataFolder data, ModelVersion? served, CancellationToken cancellationToken)
    {
        const string Metric = "learned.ndcg";
        ModelManifest[] versions = [.. (await data.Models.ListAsync(cancellationToken))
            .Where(version => !data.Runs.IsRejected(version.Version) && version.Metrics.ContainsKey(Metric))];
        double[] before = [.. versions.Where(version => served is { } now && version.ModelVersion < now)
            .Take(VersionsBefore).Select(version => version.Metrics[Metric]).Order()];
        return (
            versions.FirstOrDefault(version => version.ModelVersion == served)?.Metrics[Metric],
            before.Length > 0 ? (before[(before.Length - 1) / 2] + before[before.Length / 2]) / 2 : null);
    }

    /// <summary>What waits, failed or is out of date.</summary>
    private static async Task<IReadOnlyList<string>> OfServiceAsync(JobContext context, CancellationToken cancellationToken)
    {
        List<string> warnings = [];
        if (context.Data.Runs.QueueAge() is var age && age > LongestQueue)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture, $"a run has waited for {age.TotalHours:0.0} h: see /api/v1/jobs"));
        }

        warnings.AddRange(
            from job in JobCatalogue.Standard.Names
            let last = context.Data.Runs.List(job, 5).FirstOrDefault(run => run.HasEnded && run.State != RunState.Cancelled)
            where last is { State: RunState.Failed }
            select $"the last run of {job} ({last.Id}) failed: see /api/v1/jobs/runs/{last.Id}");
        ModelVersion? current = await context.Data.Models.CurrentAsync(cancellationToken);
        ModelManifest? served = (await context.Data.Models.ListAsync(cancellationToken)).FirstOrDefault(version => version.ModelVersion == current);
        if (served is not null && context.Clock.GetUtcNow() - served.CreatedAt is var old && old > OldestModel)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture, $"the model in service was made {old.TotalDays:0} days ago: does a worker run?"));
        }

        return warnings;
    }
}
