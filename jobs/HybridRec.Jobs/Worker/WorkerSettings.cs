using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Jobs.Running;
using HybridRec.Jobs.Scheduling;

namespace HybridRec.Jobs.Worker;

/// <summary>What a worker does unasked, and how much of the machine its heavy steps may take: <c>jobs.json</c> in the data folder.</summary>
public sealed record WorkerSettings
{
    private const string FileName = "jobs.json";
    private const int MegabyteShift = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The recurring runs.</summary>
    /// <value>
    /// By default, in this machine's time zone: backup at 02:30, train-collaborative at 03:30, prune-models at 05:30 and
    /// erase-users at 05:45, check-health at 06:15 every
    /// day, train on Sundays at 04:00, and refresh-playlists every half hour while Monday or Friday begins somewhere.
    /// </value>
    public IReadOnlyList<JobSchedule> Schedules { get; init; } =
    [
        new("backup", "30 2 * * *", TimeZoneInfo.Local.Id),
        new("train-collaborative", "30 3 * * *", TimeZoneInfo.Local.Id),
        new(JobCatalogue.Train, "0 4 * * 0", TimeZoneInfo.Local.Id),
        new("prune-models", "30 5 * * *", TimeZoneInfo.Local.Id),
        new("check-health", "15 6 * * *", TimeZoneInfo.Local.Id),
        new("erase-users", "45 5 * * *", TimeZoneInfo.Local.Id),

        // Wherever listeners live, it is Monday or Friday morning on one of these days of UTC.
        new("refresh-playlists", "*/30 * * * 0,1,4,5"),
    ];

    /// <summary>Processors a heavy step may use, ≥ 1.</summary>
    /// <value>Default: half of them, but one at least.</value>
    public int Threads { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Memory a heavy step may take, in MiB; one that takes more is ended and counts as failed.</summary>
    /// <value>Default: three quarters of the machine's.</value>
    public long MemoryMegabytes { get; init; } =
        (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 0.75) >> MegabyteShift;

    /// <summary>Where several workers share a PostgreSQL database: how often each shows that it lives, in seconds, 0.1 to 600.</summary>
    /// <value>Default: 10. What a worker that died was doing goes on elsewhere after two to three times as long.</value>
    public double CheckInSeconds { get; init; } = 10;

    /// <summary>Reads the settings of a data folder; the defaults where it has none.</summary>
    /// <param name="dataPath">The data folder.</param>
    /// <param name="catalogue">The jobs that schedules may name.</param>
    /// <exception cref="JobScheduleException">The file is wrong; the message says how.</exception>
    public static WorkerSettings Read(string dataPath, JobCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        string path = Path.Combine(dataPath, FileName);
        WorkerSettings settings;
        try
        {
            settings = File.Exists(path)
                ? JsonSerializer.Deserialize<WorkerSettings>(File.ReadAllBytes(path), Json) ?? new()
                : new();
        }
        catch (JsonException error)
        {
            throw new JobScheduleException($"{path} cannot be read: {error.Message}", error);
        }

        HashSet<string> seen = [];
        foreach (JobSchedule schedule in settings.Schedules)
        {
            _ = schedule.Expression();
            if (!catalogue.Names.Contains(schedule.Job) || !seen.Add(schedule.Job))
            {
                throw new JobScheduleException(
                    $"{path} schedules \"{schedule.Job}\", which is no job or is scheduled twice; there are {string.Join(", ", catalogue.Names)}.");
            }
        }

        return settings is { Threads: >= 1, MemoryMegabytes: >= 64, CheckInSeconds: >= 0.1 and <= 600 }
            ? settings
            : throw new JobScheduleException(
                $"{path}: threads must be at least 1, memoryMegabytes at least 64 and checkInSeconds from 0.1 to 600, " +
                $"but they are {settings.Threads}, {settings.MemoryMegabytes} and {settings.CheckInSeconds}.");
    }
}
