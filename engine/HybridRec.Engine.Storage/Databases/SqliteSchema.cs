namespace HybridRec.Engine.Storage;

/// <summary>The tables of a data folder's SQLite file, as the ordered steps that make them.</summary>
/// <remarks>
/// A released step is never edited: a change of the schema is a new step. <c>PRAGMA user_version</c> counts those applied.
/// Times are UTC: listens in unix seconds, as the dedup key needs; everything else in unix milliseconds, file times in
/// ticks, since they are compared for equality.
/// </remarks>
internal static class SqliteSchema
{
    /// <summary>Each step as SQL, first to last.</summary>
    public static IReadOnlyList<string> Steps { get; } = [Initial, Sound, Playlists, Listeners];

    // listen: clustered by the dedup key, so that a history reads in order without a second index. The submitted JSON
    // lives apart, which keeps those rows short. Rows keep the track they were logged with; merges are applied at read.
    private const string Initial = """
        CREATE TABLE user (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            key TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE track (
            id INTEGER PRIMARY KEY,
            artist TEXT NOT NULL,
            title TEXT NOT NULL,
            release TEXT,
            mbid TEXT,
            duration_ms INTEGER,
            collection TEXT,
            genres TEXT,
            words TEXT NOT NULL,
            merged_into INTEGER REFERENCES track (id)
        ) STRICT;
        CREATE INDEX track_merged ON track (merged_into) WHERE merged_into IS NOT NULL;

        CREATE TABLE identity (
            kind INTEGER NOT NULL,
            value TEXT NOT NULL,
            track INTEGER NOT NULL REFERENCES track (id),
            PRIMARY KEY (kind, value)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identity_track ON identity (track);

        CREATE TABLE audio_file (
            id INTEGER PRIMARY KEY,
            path TEXT NOT NULL UNIQUE,
            size_bytes INTEGER NOT NULL,
            modified_ticks INTEGER NOT NULL,
            fingerprint TEXT NOT NULL,
            track INTEGER REFERENCES track (id),
            state INTEGER NOT NULL,
            reason TEXT
        ) STRICT;
        CREATE INDEX audio_file_fingerprint ON audio_file (fingerprint);
        CREATE INDEX audio_file_track ON audio_file (track, state);

        CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE listen_metadata (
            id INTEGER PRIMARY KEY,
            json TEXT NOT NULL
        ) STRICT;

        CREATE TABLE listen (
            user INTEGER NOT NULL REFERENCES user (id),
            listened_at INTEGER NOT NULL,
            track INTEGER NOT NULL REFERENCES track (id),
            played_ms INTEGER,
            skipped INTEGER,
            source INTEGER NOT NULL REFERENCES source (id),
            metadata INTEGER REFERENCES listen_metadata (id),
            deleted_at INTEGER,
            PRIMARY KEY (user, listened_at, track)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE play_count (
            user INTEGER NOT NULL REFERENCES user (id),
            track INTEGER NOT NULL REFERENCES track (id),
            source INTEGER NOT NULL REFERENCES source (id),
            count INTEGER NOT NULL CHECK (count > 0),
            PRIMARY KEY (user, track, source)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX play_count_source ON play_count (source);

        CREATE TABLE feedback (
            id INTEGER PRIMARY KEY,
            user INTEGER NOT NULL REFERENCES user (id),
            kind INTEGER NOT NULL,
            track INTEGER REFERENCES track (id),
            artist TEXT,
            at_ms INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX feedback_user ON feedback (user, id);

        CREATE TABLE served_list (
            id INTEGER PRIMARY KEY,
            user INTEGER NOT NULL REFERENCES user (id),
            served_ms INTEGER NOT NULL,
            version TEXT NOT NULL,
            discovery REAL NOT NULL
        ) STRICT;
        CREATE INDEX served_list_user ON served_list (user, served_ms);

        CREATE TABLE served_track (
            list INTEGER NOT NULL REFERENCES served_list (id),
            position INTEGER NOT NULL,
            track INTEGER NOT NULL REFERENCES track (id),
            source TEXT NOT NULL,
            score REAL NOT NULL,
            propensity REAL NOT NULL,
            PRIMARY KEY (list, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE token (
            hash BLOB PRIMARY KEY,
            user INTEGER NOT NULL REFERENCES user (id),
            admin INTEGER NOT NULL,
            created_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX token_user ON token (user);

        CREATE TABLE secret (
            name TEXT PRIMARY KEY,
            value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """;

    // What was measured of a file's sound, by content. A silent file has a row without measures. sound_word: see SoundStore.
    private const string Sound = """
        CREATE TABLE sound (
            id INTEGER PRIMARY KEY,
            fingerprint TEXT NOT NULL UNIQUE,
            duration_ms INTEGER NOT NULL,
            tempo REAL,
            tonic INTEGER,
            minor INTEGER,
            key_strength REAL,
            lufs REAL,
            onset_rate REAL,
            centroid REAL,
            print BLOB NOT NULL
        ) STRICT;

        CREATE TABLE sound_word (
            word INTEGER NOT NULL,
            sound INTEGER NOT NULL REFERENCES sound (id),
            position INTEGER NOT NULL,
            PRIMARY KEY (word, sound, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sound_word_sound ON sound_word (sound);
        """;

    // Tracks of before have no time: they are not new. date: of the listener's own calendar, yyyy-MM-dd.
    private const string Playlists = """
        ALTER TABLE track ADD COLUMN added_ms INTEGER;
        ALTER TABLE user ADD COLUMN time_zone TEXT;

        CREATE TABLE kept_playlist (
            id INTEGER PRIMARY KEY,
            user INTEGER NOT NULL REFERENCES user (id),
            kind TEXT NOT NULL,
            date TEXT NOT NULL,
            json TEXT NOT NULL,
            UNIQUE (user, kind, date)
        ) STRICT;
        """;

    // "user" is a word of SQL's own, which PostgreSQL reads as the name of whoever is connected.
    private const string Listeners = """
        ALTER TABLE user RENAME TO listener;
        ALTER TABLE listen RENAME COLUMN user TO listener;
        ALTER TABLE play_count RENAME COLUMN user TO listener;
        ALTER TABLE feedback RENAME COLUMN user TO listener;
        ALTER TABLE served_list RENAME COLUMN user TO listener;
        ALTER TABLE token RENAME COLUMN user TO listener;
        ALTER TABLE kept_playlist RENAME COLUMN user TO listener;
        """;
}
