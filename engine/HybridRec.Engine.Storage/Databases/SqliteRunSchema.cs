namespace HybridRec.Engine.Storage;

/// <summary>The tables of <c>jobs.db</c>, as the ordered steps that make them; see <see cref="SqliteSchema"/> for the rules.</summary>
internal static class SqliteRunSchema
{
    /// <summary>Each step as SQL, first to last.</summary>
    public static IReadOnlyList<string> Steps { get; } = [Initial, Decisions];

    private const string Initial = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            job TEXT NOT NULL,
            arguments TEXT NOT NULL,
            requested_by TEXT NOT NULL,
            state INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            failures INTEGER NOT NULL DEFAULT 0,
            queued_ms INTEGER NOT NULL,
            started_ms INTEGER,
            ended_ms INTEGER,
            not_before_ms INTEGER,
            cancel INTEGER NOT NULL DEFAULT 0,
            outcome TEXT
        ) STRICT;
        CREATE INDEX run_job ON run (job, id);
        CREATE INDEX run_state ON run (state) WHERE state < 2;

        CREATE TABLE run_step (
            run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            job TEXT NOT NULL,
            state INTEGER NOT NULL DEFAULT 0,
            started_ms INTEGER,
            ended_ms INTEGER,
            stage TEXT,
            done INTEGER,
            total INTEGER,
            unit TEXT,
            note TEXT,
            outcome TEXT,
            produced TEXT,
            PRIMARY KEY (run, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run_log (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            at_ms INTEGER NOT NULL,
            text TEXT NOT NULL
        ) STRICT;
        CREATE INDEX run_log_run ON run_log (run, id);

        CREATE TABLE promotion (
            id INTEGER PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            version TEXT NOT NULL,
            before TEXT,
            by TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT;
        """;

    // The recipe (JSON) that challengers are held against from a promotion on; null where it stays as it was.
    private const string Decisions = """
        ALTER TABLE promotion ADD COLUMN anchor TEXT;

        CREATE TABLE rejection (
            id INTEGER PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            version TEXT NOT NULL,
            by TEXT NOT NULL,
            reason TEXT NOT NULL,
            after_promotion INTEGER NOT NULL
        ) STRICT;
        """;
}
