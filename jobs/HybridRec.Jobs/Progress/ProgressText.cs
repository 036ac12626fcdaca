using System.Globalization;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Jobs.Progress;

/// <summary>Puts figures of a stage in words.</summary>
internal static class ProgressText
{
    private static readonly string[] ByteUnits = ["bytes", "KB", "MB", "GB", "TB"];

    /// <summary>How much is done, e.g. "34 of 116 files" or "1.2 of 2.0 GB".</summary>
    public static string Amount(StageProgress progress)
    {
        if (progress.Unit != "bytes")
        {
            return progress.Total is { } total
                ? Invariant($"{progress.Done:N0} of {total:N0} {progress.Unit}")
                : Invariant($"{progress.Done:N0} {progress.Unit}");
        }

        int scale = ByteScale(progress.Total ?? progress.Done);
        return progress.Total is { } size
            ? $"{Bytes(progress.Done, scale)} of {Bytes(size, scale)} {ByteUnits[scale]}"
            : $"{Bytes(progress.Done, scale)} {ByteUnits[scale]}";
    }

    /// <summary>A speed, e.g. "4.2 files/s".</summary>
    public static string Rate(double perSecond, string unit)
    {
        int scale = unit == "bytes" ? ByteScale(perSecond) : 0;
        string value = unit == "bytes" ? Bytes(perSecond, scale)
            : perSecond >= 100 ? Invariant($"{perSecond:N0}")
            : Invariant($"{perSecond:0.#}");
        return $"{value} {(unit == "bytes" ? ByteUnits[scale] : unit)}/s";
    }

    /// <summary>A length of time in its two largest units, e.g. "3 min 20 s".</summary>
    public static string Time(TimeSpan time) =>
        time.TotalHours >= 1 ? Invariant($"{(int)time.TotalHours} h {time.Minutes} min")
        : time.TotalMinutes >= 1 ? Invariant($"{time.Minutes} min {time.Seconds} s")
        : Invariant($"{Math.Ceiling(time.TotalSeconds)} s");

    private static int ByteScale(double bytes) =>
        bytes < 1_000 ? 0 : Math.Min((int)Math.Log(bytes, 1_000), ByteUnits.Length - 1);

    private static string Bytes(double bytes, int scale) =>
        (bytes / Math.Pow(1_000, scale)).ToString(scale == 0 ? "0" : "0.0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
