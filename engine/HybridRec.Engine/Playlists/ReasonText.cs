using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Playlists;

/// <summary>Says in words why a track is in a list.</summary>
public static class ReasonText
{
    /// <summary>Below this cosine two tracks do not sound alike, even if nothing the listener plays is nearer.</summary>
    private const float Alike = 0.5f;

    /// <summary>The reason, e.g. "because you play Portishead – Roads and Tricky; sounds like Massive Attack – Teardrop".</summary>
    /// <param name="entry">The place in the list.</param>
    /// <returns>One line without a full stop; never empty.</returns>
    public static string Of(PlaylistEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        List<string> parts = [];
        if (Opening(entry) is { } opening)
        {
            parts.Add(opening);
        }

        if (entry is { Source: "themes", Because.Themes: { } themes })
        {
            string words = themes.Words.Count > 0 ? $" ({string.Join(", ", themes.Words.Select(WireText.OneLine))})" : "";
            parts.Add($"sings of the same as {NameOf(themes.Track)}{words}");
        }

        string[] plays = [.. entry.Because.TopPlays.Select(play => NameOf(play.Track)).Distinct()];
        string? because = plays.Length > 0 && entry.Source != "rediscovery" ? $"because you play {Join(plays)}" : null;
        string? alike = entry.Because.NearestByEar is { Similarity: >= Alike } nearest ? $"sounds like {NameOf(nearest.Track)}" : null;
        bool byEar = entry.Source is "sounds-like" or "cross-genre";
        parts.AddRange((byEar ? [alike, because] : new[] { because, alike }).OfType<string>());
        if (parts.Count == 0)
        {
            parts.Add("close to what you play");
        }

        if (entry.Source == "fresh" && !entry.Cold)
        {
            parts.Add("hardly anybody here has played it yet");
        }

        if (entry.Cold && entry.Source != "onboarding")
        {
            parts.Add("nobody here has played it yet");
        }

        return string.Join("; ", parts);
    }

    /// <summary>What its generator has to say, where that is more than the plays say.</summary>
    private static string? Opening(PlaylistEntry entry) => entry.Source switch
    {
        "onboarding" when entry.Popularity > 50 => "a favourite here, to start with",
        "onboarding" => "a taste of the library, to start with",
        "rediscovery" => "an old favourite that you have not played for long",
        "cross-genre" => "from a corner that you hardly visit",
        "lift" => "unusually common among those who play what you play",
        _ => null,
    };

    private static string NameOf(Track track) => WireText.OneLine(track.DisplayName);

    private static string Join(string[] names) => names.Length == 1
        ? names[0]
        : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
