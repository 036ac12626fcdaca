using HybridRec.Engine.Diagnostics;
using Quartz;

namespace HybridRec.Jobs.Scheduling;

/// <summary>What happens to a call that was due while nothing ran.</summary>
public enum MisfirePolicy
{
    /// <summary>It is made up for once, however many were missed.</summary>
    RunOnce,

    /// <summary>It is left out; the next one comes at its time.</summary>
    Skip,
}

/// <summary>A recurring call of a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week (0 or 7 is Sunday).</param>
/// <param name="TimeZone">IANA name of the zone the fields are read in, e.g. "Europe/Berlin".</param>
/// <param name="Misfire">What happens to missed calls.</param>
public sealed record JobSchedule(string Job, string Cron, string TimeZone = "UTC", MisfirePolicy Misfire = MisfirePolicy.RunOnce)
{
    /// <summary>When it is due next after a moment; null for never.</summary>
    /// <param name="moment">The moment.</param>
    /// <exception cref="JobScheduleException">The expression or the zone is wrong; the message says how.</exception>
    public DateTimeOffset? NextAfter(DateTimeOffset moment) => Expression().GetNextValidTimeAfter(moment);

    /// <summary>The expression in its zone.</summary>
    /// <exception cref="JobScheduleException">The expression or the zone is wrong; the message says how.</exception>
    internal CronExpression Expression()
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out TimeZoneInfo? zone))
        {
            throw new JobScheduleException($"The schedule of {Job} names a time zone \"{TimeZone}\", which is not known here.");
        }

        return CronExpression.TryParse(Cron, CronFormat.Unix, out CronExpression? expression)
            ? expression!.WithTimeZone(zone)
            : throw new JobScheduleException(
                $"The schedule of {Job} is \"{Cron}\", which is no cron expression of five fields such as \"30 3 * * *\".");
    }
}

/// <summary>A schedule is wrong, or what keeps it cannot be used.</summary>
public sealed class JobScheduleException(string message, Exception? inner = null) : HybridRecException(message, inner);
