using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage;

internal sealed partial class DatabasePlayLog
{
    /// <summary>From how many listens on copying and four statements take less time than a round trip or more for each.</summary>
    private const int FewestToCopy = 32;

    // The first of a batch's equal listens counts, and none that the log has, under whatever track of its family. A track
    // or user that was never issued finds no family, and fails at its reference.
    private const string AddStaged = """
        WITH named AS (
            SELECT s.*, coalesce(t.merged_into, s.track) AS survivor FROM staged_listen s LEFT JOIN track t ON t.id = s.track
        ), single AS (
            SELECT DISTINCT ON (listener, listened_at, survivor) * FROM named
            ORDER BY listener, listened_at, survivor, place
        ), fresh AS MATERIALIZED (
            SELECT *, CASE WHEN json IS NOT NULL THEN nextval(pg_get_serial_sequence('listen_metadata', 'id')) END AS metadata
            FROM single WHERE NOT EXISTS (
                SELECT 1 FROM listen l JOIN track t ON t.id = l.track
                WHERE l.listener = single.listener AND l.listened_at = single.listened_at
                AND coalesce(t.merged_into, t.id) = single.survivor)
        ), described AS (
            INSERT INTO listen_metadata (id, json) SELECT metadata, json FROM fresh WHERE json IS NOT NULL
        ), logged AS (
            INSERT INTO listen (listener, listened_at, track, played_ms, skipped, source, metadata)
            SELECT listener, listened_at, survivor, played_ms, skipped, source, metadata FROM fresh
        )
        SELECT place FROM fresh
        """;

    /// <summary>As <see cref="Append"/>, by COPY and in sets, for a server.</summary>
    private static IngestOutcome[] AppendByCopy(
        Session session, IReadOnlyList<Listen> listens, CancellationToken cancellationToken)
    {
        Dictionary<string, long> sources = listens.Select(listen => listen.Source).Distinct()
            .ToDictionary(name => name, session.SourceId);
        session.Execute(
            "CREATE TEMP TABLE staged_listen (place BIGINT, listener BIGINT, listened_at BIGINT, track BIGINT, " +
            "played_ms BIGINT, skipped BOOLEAN, source BIGINT, json TEXT) ON COMMIT DROP");
        session.Insert(
            "staged_listen",
            ["place", "listener", "listened_at", "track", "played_ms", "skipped", "source", "json"],
            listens.Select((listen, place) => new object?[]
            {
                (long)place,
                listen.User.Value,
                listen.ListenedAt.ToUnixTimeSeconds(),
                listen.Track.Value,
                listen.DurationPlayed is { } played ? (long)played.TotalMilliseconds : null,
                listen.Skipped,
                sources[listen.Source],
                listen.Metadata,
            }));
        cancellationToken.ThrowIfCancellationRequested();
        IngestOutcome[] outcomes = new IngestOutcome[listens.Count];
        Array.Fill(outcomes, IngestOutcome.Duplicate);
        foreach (long place in session.Query<long>(AddStaged))
        {
            outcomes[place] = IngestOutcome.Accepted;
        }

        return outcomes;
    }
}
