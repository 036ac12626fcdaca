namespace HybridRec.Jobs.Imports;

/// <summary>The kinds of listening history that can be imported.</summary>
public enum ListenFileFormat
{
    /// <summary>A ListenBrainz export: a JSON array of listens, one JSON listen a line, or a zip of such files.</summary>
    ListenBrainz,

    /// <summary>Spotify's extended streaming history: one <c>Streaming_History_Audio_*.json</c>, or the whole zip.</summary>
    Spotify,

    /// <summary>A Last.fm export as CSV: artist, album, track, date.</summary>
    Lastfm,

    /// <summary>The evaluation protocol's table: <c>user_id item_id [play_count] [timestamp]</c>, as TSV or CSV.</summary>
    Tsv,
}
