namespace HybridRec.Jobs.Playlists;

/// <summary>A playlist that every listener gets once a week.</summary>
/// <param name="Kind">Its name on the wire.</param>
/// <param name="Day">The day it is of.</param>
/// <param name="OnlyNew">Whether it is made of tracks that came into the catalogue lately.</param>
internal sealed record WeeklyPlaylist(string Kind, DayOfWeek Day, bool OnlyNew)
{
    private const int DaysPerWeek = 7;

    /// <summary>When in the day it is due, by the listener's clock.</summary>
    public static readonly TimeSpan Due = TimeSpan.FromHours(6);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WeeklyPlaylist> All { get; } =
        [new("discover-weekly", DayOfWeek.Monday, OnlyNew: false), new("release-radar", DayOfWeek.Friday, OnlyNew: true)];

    /// <summary>The newest day whose playlist is due.</summary>
    /// <param name="now">The time.</param>
    /// <param name="zone">The listener's time zone.</param>
    public DateOnly LastDue(DateTimeOffset now, TimeZoneInfo zone)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(now, zone);
        int back = (DaysPerWeek + (int)local.DayOfWeek - (int)Day) % DaysPerWeek;
        if (back == 0 && local.TimeOfDay < Due)
        {
            back = DaysPerWeek;
        }

        return DateOnly.FromDateTime(local.Date).AddDays(-back);
    }
}
