using System.Text.Encodings.Web;
using System.Text.Json;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Playlists;

/// <summary>The JSON fields that <see cref="PlaylistJson"/> and <see cref="JspfWriter"/> have in common.</summary>
internal static class EntryJson
{
    /// <summary>Keeps letters of all scripts readable. Not meant for embedding into HTML.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
    };

    public static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, WireText.Unicode(text));
        }
    }

    public static void WriteDial(Utf8JsonWriter json, DialReport dial)
    {
        json.WriteStartObject("dial");
        json.WriteNumber("discovery", dial.Discovery);
        WriteRounded(json, "askedPopularity", dial.AskedPopularity);
        WriteRounded(json, "achievedPopularity", dial.AchievedPopularity);
        WriteRounded(json, "feasiblePopularity", dial.FeasiblePopularity);
        if (dial.HistoryPopularity is { } history)
        {
            WriteRounded(json, "historyPopularity", history);
        }

        json.WriteEndObject();
    }

    public static void WriteGenerators(Utf8JsonWriter json, IReadOnlyList<GeneratorShare> generators)
    {
        json.WriteStartArray("generators");
        foreach (GeneratorShare generator in generators)
        {
            json.WriteStartObject();
            json.WriteString("source", generator.Source);
            json.WriteNumber("places", generator.Places);
            WriteRounded(json, "chance", generator.Chance);
            WriteRounded(json, "expected", generator.Expected);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteNotes(Utf8JsonWriter json, IReadOnlyList<string> notes)
    {
        json.WriteStartArray("notes");
        foreach (string note in notes)
        {
            json.WriteStringValue(WireText.Unicode(note));
        }

        json.WriteEndArray();
    }

    /// <summary>Score, source, popularity and reasons of an entry, into the object being written.</summary>
    public static void WriteFindings(Utf8JsonWriter json, PlaylistEntry entry)
    {
        json.WriteNumber("score", entry.Score);
        if (entry.Uncertainty is { } uncertainty)
        {
            WriteRounded(json, "uncertainty", uncertainty);
        }

        json.WriteString("source", entry.Source);
        WriteRounded(json, "propensity", entry.Propensity);
        WriteRounded(json, "popularity", entry.Popularity);
        json.WriteBoolean("neverHeard", entry.NeverHeard);
        json.WriteBoolean("cold", entry.Cold);
        json.WriteStartObject("because");
        WriteText(json, "text", ReasonText.Of(entry));
        json.WriteStartArray("topPlays");
        foreach (ContributingPlay play in entry.Because.TopPlays)
        {
            WritePlay(json, play.Track, "share", play.Share);
        }

        json.WriteEndArray();
        if (entry.Because.NearestByEar is { } nearest)
        {
            json.WritePropertyName("nearestByEar");
            WritePlay(json, nearest.Track, "similarity", nearest.Similarity);
        }

        if (entry.Because.Themes is { } themes)
        {
            json.WriteStartObject("sharedThemes");
            json.WriteNumber("id", themes.Track.Id.Value);
            WriteText(json, "artist", themes.Track.Artist);
            WriteText(json, "title", themes.Track.Title);
            json.WriteStartArray("words");
            foreach (string word in themes.Words)
            {
                json.WriteStringValue(WireText.Unicode(word));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WritePlay(Utf8JsonWriter json, Track track, string figure, float value)
    {
        json.WriteStartObject();
        json.WriteNumber("id", track.Id.Value);
        WriteText(json, "artist", track.Artist);
        WriteText(json, "title", track.Title);
        WriteRounded(json, figure, value);
        json.WriteEndObject();
    }

    // Four digits are more than any of these figures means.
    private static void WriteRounded(Utf8JsonWriter json, string name, double value) =>
        json.WriteNumber(name, Math.Round(value, 4));
}
