using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Playlists;

/// <summary>
/// <c>refresh-playlists</c>: makes and keeps the weekly playlists that are due and missing, each by the calendar of its listener:
/// "Discover weekly" on Monday from 06:00 on, "Release radar" on Friday, of tracks added within four weeks.
/// </summary>
internal sealed class RefreshPlaylists : IJob
{
    private const int Length = 30;

    /// <summary>So many weeks of each stay.</summary>
    private const int Kept = 52;

    private const int NewDays = 28;
    private const int NotServedDays = 28;

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        DataFolder data = context.Data;
        LoadedModel loaded = await ServingModelLoader.LoadBestAsync(data.Models, cancellationToken);
        if (loaded.Model is null)
        {
            return new JobResult($"no playlist: {loaded.Message}");
        }

        ServingModelHolder holder = new();
        holder.Publish(loaded.Model);
        Recommender recommender = new(holder, data.Catalogue, data.PlayLog, data.ServeLog, context.Clock);
        HashSet<long> added =
            [.. data.Playlists.AddedSince(context.Clock.GetUtcNow().AddDays(-NewDays)).Select(track => track.Value)];
        IReadOnlyDictionary<UserId, string> zones = data.Playlists.Zones();
        IReadOnlyList<User> users = await data.PlayLog.ReadUsersAsync(cancellationToken);
        int made = 0;
        for (int at = 0; at < users.Count; at++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TimeZoneInfo zone = ZoneOf(zones.GetValueOrDefault(users[at].Id), context.Clock);
            foreach (WeeklyPlaylist weekly in WeeklyPlaylist.All.Where(weekly => !weekly.OnlyNew || added.Count > 0))
            {
                DateOnly due = weekly.LastDue(context.Clock.GetUtcNow(), zone);
                made += !data.Playlists.Has(users[at].Id, weekly.Kind, due)
                    && await MakeAsync(data, recommender, users[at], weekly, due, added, cancellationToken) ? 1 : 0;
            }

            context.Progress.Report(new StageProgress("Refreshing playlists", at + 1, users.Count, "listeners"));
        }

        return new JobResult($"{made:N0} playlists for {users.Count:N0} users", new { made });
    }

    private static async Task<bool> MakeAsync(
        DataFolder data,
        Recommender recommender,
        User user,
        WeeklyPlaylist weekly,
        DateOnly due,
        HashSet<long> added,
        CancellationToken cancellationToken)
    {
        // Somebody who only has a token is no listener yet.
        ListenerHistory history = await ListenerHistory.ReadAsync(data.PlayLog, data.Catalogue, user.Id, cancellationToken);
        if (history.Signals.Count == 0)
        {
            return false;
        }

        PlaylistRequest request = weekly.OnlyNew
            ? new() { Count = Length, Discovery = 0, OnlyTracks = added }
            : new() { Count = Length, NotServedDays = NotServedDays };
        Playlist? playlist = await recommender.DiscoverAsync(user, request, cancellationToken);
        if (playlist is not { Entries.Count: > 0 })
        {
            return false;
        }

        await data.Playlists.KeepAsync(user.Id, weekly.Kind, due, playlist, Kept, cancellationToken);
        return true;
    }

    /// <summary>The zone of a name; the server's where none was chosen, or where it is no longer known.</summary>
    private static TimeZoneInfo ZoneOf(string? name, TimeProvider clock) =>
        name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : clock.LocalTimeZone;
}
