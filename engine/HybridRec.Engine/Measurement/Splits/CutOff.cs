using System.Globalization;

namespace HybridRec.Engine.Measurement;

/// <summary>Finds the global cut-off t of the splits by time: train &lt; t ≤ held out.</summary>
internal static class CutOff
{
    /// <summary>The first moment before which lies at least a share of all listens.</summary>
    /// <exception cref="SplitException">A timestamp is missing or not in seconds, or the last moment comes too soon.</exception>
    public static long Find(List<Interaction> played, double share, List<string> notes)
    {
        int untimed = played.Count(interaction => interaction.Time is null);
        if (untimed > 0)
        {
            throw new SplitException(string.Create(
                CultureInfo.InvariantCulture,
                $"{untimed:N0} of {played.Count:N0} interactions have no timestamp, which a split by time needs; use random:0.2."));
        }

        (long Time, float PlayCount)[] listens = [.. played.Select(interaction => (interaction.Time!.Value, interaction.PlayCount))];
        // The count is part of the key, so that sums do not depend on the order of the input.
        Array.Sort(listens);
        double all = listens.Sum(listen => (double)listen.PlayCount);
        // A share such as 0.7 has no exact double: without the margin 7 of 10 could fall just short of it.
        double enough = share * all * (1 - 1e-12);
        double before = 0;
        for (int at = 0; at < listens.Length;)
        {
            long time = listens[at].Time;
            if (before >= enough)
            {
                notes.Add($"cut-off {InWords(time)}");
                return time;
            }

            for (; at < listens.Length && listens[at].Time == time; at++)
            {
                before += listens[at].PlayCount;
            }
        }

        throw new SplitException(string.Create(
            CultureInfo.InvariantCulture, $"No moment has {100 * share:0.##} % of the listens before it and some after; choose a smaller share."));
    }

    private static string InWords(long time)
    {
        long last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        return time >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && time <= last
            ? DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
            : throw new SplitException(string.Create(
                CultureInfo.InvariantCulture, $"Timestamp {time} is not in unix seconds; are these milliseconds?"));
    }
}
