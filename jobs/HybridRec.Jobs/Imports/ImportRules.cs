using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Jobs.Imports;

/// <summary>What every imported entry must satisfy, whatever its format.</summary>
internal static class ImportRules
{
    /// <summary>Characters an artist, title, release or id may have: more is no name but a mistake.</summary>
    private const int MaxNameLength = 1_000;

    /// <summary>The rule that a start of playback breaks; null if none.</summary>
    /// <param name="unixSeconds">Any number; far ones need not be representable as a date.</param>
    /// <param name="now">The present.</param>
    public static string? TimeBrokenBy(long unixSeconds, DateTimeOffset now) =>
        ListenRules.TimeBrokenBy(
            DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(
                unixSeconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds())),
            now);

    /// <summary>The rule that an artist and title break; null if none.</summary>
    public static string? DescriptionBrokenBy(TrackDescription track, string artistField, string titleField) =>
        track.Artist.Length == 0 ? $"{artistField} is missing or empty"
        : track.Title.Length == 0 ? $"{titleField} is missing or empty"
        : TextBrokenBy(track.Artist, track.Title, track.Release, track.ExternalId);

    /// <summary>The rule that texts break; null if none.</summary>
    public static string? TextBrokenBy(params ReadOnlySpan<string?> texts)
    {
        foreach (string? text in texts)
        {
            if (text is null)
            {
                continue;
            }

            if (text.Contains('\0', StringComparison.Ordinal))
            {
                return RawEntry.HasNul;
            }

            if (text.Length > MaxNameLength)
            {
                return $"a name is longer than {MaxNameLength:N0} characters";
            }
        }

        return null;
    }
}
