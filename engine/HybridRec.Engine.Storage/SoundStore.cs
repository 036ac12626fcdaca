using System.Data.Common;
using System.Text.Json;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Storage;

/// <summary>A file of which another is a copy by ear.</summary>
/// <param name="Fingerprint">Its content.</param>
/// <param name="BitErrors">Share of differing bits of the two prints, 0 to <see cref="SoundPrint.MostBitErrors"/>.</param>
public sealed record SoundMatch(string Fingerprint, double BitErrors);

/// <summary>What was measured of audio files' sound, and by what a recording is found again in another file. Thread-safe.</summary>
/// <remarks>
/// By content fingerprint, so that a moved or copied file needs no second look. 5 KB a file: every fourth word of its print,
/// and of those every fourth that tells something in an index (Haitsma &amp; Kalker 2002, §5: where prints are alike, some
/// words are equal).
/// </remarks>
public sealed class SoundStore
{
    // The lower bands, which the coarsest codecs leave alone; a word equal in all 32 would be four times rarer.
    private const uint KeyBits = 0xFF_FFFF;
    private const int MostCandidates = 2_000;

    // A trimmed silence; a radio edit may begin like the album's version, and is another recording.
    private const double MostSecondsApart = 5;

    private readonly Database _database;

    internal SoundStore(Database database) => _database = database;

    /// <summary>Stores what was measured of a file, replacing what was there.</summary>
    /// <param name="fingerprint">See <see cref="AudioFile.Fingerprint"/>.</param>
    /// <param name="duration">Playing time.</param>
    /// <param name="features">What was measured; null for a silent file.</param>
    /// <param name="print">Its print; empty for a silent file.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task SaveAsync(
        string fingerprint, TimeSpan duration, SoundFeatures? features, SoundPrint print, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        ArgumentNullException.ThrowIfNull(print);
        byte[] stored = print.ToStored();
        return _database.WriteAsync(
            session =>
            {
                session.Execute(
                    "DELETE FROM sound_word WHERE sound = (SELECT id FROM sound WHERE fingerprint = @fingerprint); " +
                    "DELETE FROM sound WHERE fingerprint = @fingerprint",
                    new { fingerprint });
                long id = session.Scalar<long>(
                    "INSERT INTO sound (fingerprint, duration_ms, tempo, tonic, minor, key_strength, lufs, onset_rate, centroid, print) " +
                    "VALUES (@fingerprint, @ms, @tempo, @tonic, @minor, @strength, @lufs, @rate, @centroid, @stored) RETURNING id",
                    new
                    {
                        fingerprint,
                        ms = (long)duration.TotalMilliseconds,
                        tempo = features?.TempoBpm,
                        tonic = features?.Key.Tonic,
                        minor = features?.Key.IsMinor,
                        strength = features?.KeyStrength,
                        lufs = features?.LoudnessLufs,
                        rate = features?.OnsetRate,
                        centroid = features?.CentroidHz,
                        stored,
                    });
                session.Insert(
                    "sound_word",
                    ["word", "sound", "position"],
                    SoundPrint.FromStored(stored).Index().Where(word => IsIndexed(word.Item))
                        .Select(word => new object?[] { (long)(word.Item & KeyBits), id, (long)word.Index }));
                return id;
            },
            cancellationToken);
    }

    /// <summary>Whether a file was measured, silent or not.</summary>
    /// <param name="fingerprint">The file's content.</param>
    public bool Contains(string fingerprint) => _database.Read(session => session.Scalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM sound WHERE fingerprint = @fingerprint)", new { fingerprint }));

    /// <summary>Whether a file was measured and nothing can be heard in it.</summary>
    /// <param name="fingerprint">The file's content.</param>
    public bool IsSilent(string fingerprint) => _database.Read(session => session.Scalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM sound WHERE fingerprint = @fingerprint AND tempo IS NULL)", new { fingerprint }));

    /// <summary>The stored words of a file's print, or null if it was not measured.</summary>
    /// <param name="fingerprint">The file's content.</param>
    public uint[]? PrintOf(string fingerprint) => _database.Read(session => session.Scalar<byte[]>(
        "SELECT print FROM sound WHERE fingerprint = @fingerprint", new { fingerprint })) is { } stored
        ? SoundPrint.FromStored(stored)
        : null;

    /// <summary>Measured files that hold the same recording, the most alike first.</summary>
    /// <param name="fingerprint">The content that is looked for; it is no match of itself.</param>
    /// <param name="duration">Its playing time; a match's is at most 5 s from it.</param>
    /// <param name="print">Its print.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <remarks>A few hundred look-ups in the index and as many comparisons as files share a word with it by chance.</remarks>
    public Task<IReadOnlyList<SoundMatch>> FindSameAsync(
        string fingerprint, TimeSpan duration, SoundPrint print, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(print);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_database.Read<IReadOnlyList<SoundMatch>>(session =>
        {
            Dictionary<long, double> least = [];
            Dictionary<long, uint[]?> prints = [];
            foreach ((long sound, int start) in Candidates(session, print))
            {
                if (!prints.TryGetValue(sound, out uint[]? stored))
                {
                    stored = prints[sound] = Load(session, sound, fingerprint, duration);
                }

                double errors = stored is null ? 1 : print.BitErrors(stored, start);
                if (errors <= SoundPrint.MostBitErrors && errors < least.GetValueOrDefault(sound, 1))
                {
                    least[sound] = errors;
                }
            }

            return
            [
                .. least.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => new SoundMatch(
                    session.Scalar<string>("SELECT fingerprint FROM sound WHERE id = @id", new { id = pair.Key })!,
                    pair.Value)),
            ];
        }));
    }

    // A quarter of the words by their own value, so that the same words are chosen in every print.
    private static bool IsIndexed(uint word) => SoundPrint.IsTelling(word) && unchecked((word & KeyBits) * 2_654_435_761u) >> 30 == 0;

    /// <summary>Where a stored print shares a word with this one: the most shared places first.</summary>
    private static IEnumerable<(long Sound, int Start)> Candidates(Session session, SoundPrint print)
    {
        (long Key, int Frame)[] asked =
        [
            .. print.Words.ToArray().Select((word, frame) => (Word: word, Frame: frame)).Where(pair => IsIndexed(pair.Word))
                .Select(pair => ((long)(pair.Word & KeyBits), pair.Frame)),
        ];
        using DbCommand command = session.Prepare(
            $"SELECT j.key, w.sound, w.position FROM {session.Each("@words")} j JOIN sound_word w ON w.word = j.value", "@words");
        using DbDataReader row = command.With(JsonSerializer.Serialize(asked.Select(pair => pair.Key))).ExecuteReader();
        Dictionary<(long Sound, int Start), int> shared = [];
        while (row.Read())
        {
            int frame = asked[row.GetInt32(0)].Frame;
            (long, int) place = (row.GetInt64(1), frame - (row.GetInt32(2) * SoundPrint.StoredEvery));
            shared[place] = shared.GetValueOrDefault(place) + 1;
        }

        return shared.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key).Take(MostCandidates);
    }

    private static uint[]? Load(Session session, long sound, string fingerprint, TimeSpan duration)
    {
        (string itsFingerprint, long ms, byte[] stored) = session.Query<(string, long, byte[])>(
            "SELECT fingerprint, duration_ms, print FROM sound WHERE id = @sound", new { sound })[0];
        return itsFingerprint != fingerprint && Math.Abs((ms / 1_000.0) - duration.TotalSeconds) <= MostSecondsApart
            ? SoundPrint.FromStored(stored)
            : null;
    }
}
