using System.Runtime.CompilerServices;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Tests.Serving;

/// <summary>A catalogue in memory that only answers by id.</summary>
internal sealed class FakeCatalogue : ICatalogue
{
    private readonly Dictionary<TrackId, Track> _tracks = [];

    public int Lookups { get; private set; }

    public static Track Track(long id, string? artist = null, string? title = null, bool hasAudio = true) => new(
        new TrackId(id), artist ?? $"Artist {id}", title ?? $"Title {id}", null, null, null, null, [], hasAudio);

    public static SoundFeatures Sound(double tempo, int tonic = 0, double loudness = -14) =>
        new(tempo, new MusicalKey(tonic, false), 0.9, loudness, OnsetRate: 2, CentroidHz: 1_500);

    public static FakeCatalogue Of(int tracks)
    {
        FakeCatalogue catalogue = new();
        for (int id = 1; id <= tracks; id++)
        {
            catalogue.Put(Track(id));
        }

        return catalogue;
    }

    public void Put(Track track) => _tracks[track.Id] = track;

    public void Remove(long id) => _tracks.Remove(new TrackId(id));

    public void Merge(long gone, long survivor) => _tracks[new TrackId(gone)] = _tracks[new TrackId(survivor)];

    public Task<Track?> FindAsync(TrackId id, CancellationToken cancellationToken) =>
        Task.FromResult(_tracks.GetValueOrDefault(id));

    public Task<IReadOnlyDictionary<TrackId, Track>> FindManyAsync(
        IReadOnlyCollection<TrackId> ids, CancellationToken cancellationToken)
    {
        Lookups += ids.Count;
        return Task.FromResult<IReadOnlyDictionary<TrackId, Track>>(
            ids.Where(_tracks.ContainsKey).ToDictionary(id => id, id => _tracks[id]));
    }

    public Task<IReadOnlyList<TrackId>> ResolveAsync(
        IReadOnlyList<TrackDescription> descriptions, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> MergeAsync(TrackId one, TrackId other, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<TrackId?> FindByMbidAsync(Guid recordingMbid, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<Track> ReadAllAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Track>> SearchAsync(string query, int count, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<AudioFile?> FindFileAsync(string path, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<AudioFile>> FindFilesByFingerprintAsync(
        string fingerprint, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TrackId> AttachFileAsync(
        AudioFile file, TrackDescription? description, string? replacesPath, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task MarkFilesAsync(IReadOnlyCollection<AudioFile> files, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<AudioFile> ReadFilesAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<AudioFile>> FilesOfAsync(TrackId track, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <summary>A play log in memory that only gives one user's history back.</summary>
internal sealed class FakePlayLog : IPlayLog
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<Listen> _listens = [];
    private readonly List<PlayCount> _counts = [];
    private readonly List<Feedback> _feedback = [];

    public static User User { get; } = new(new UserId(1), "ann");

    public FakePlayLog Listen(params ReadOnlySpan<long> tracks)
    {
        foreach (long track in tracks)
        {
            _listens.Add(new Listen(User.Id, new TrackId(track), Start.AddMinutes(_listens.Count)));
        }

        return this;
    }

    public FakePlayLog Listen(Listen listen)
    {
        _listens.Add(listen);
        return this;
    }

    public FakePlayLog Count(long track, long count)
    {
        _counts.Add(new PlayCount(User.Id, new TrackId(track), count));
        return this;
    }

    public FakePlayLog Say(FeedbackKind kind, long? track = null, string? artist = null)
    {
        _feedback.Add(new Feedback(User.Id, kind, track is { } id ? new TrackId(id) : null, artist, Start));
        return this;
    }

    public async IAsyncEnumerable<Listen> ReadAsync(
        UserId? user,
        DateTimeOffset? before,
        DateTimeOffset? after,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (Listen listen in Enumerable.Reverse(_listens).Where(listen => listen.User == user))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return listen;
        }
    }

    public async IAsyncEnumerable<PlayCount> ReadPlayCountsAsync(
        UserId? user, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (PlayCount count in _counts.Where(count => count.User == user))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return count;
        }
    }

    public async IAsyncEnumerable<Feedback> ReadFeedbackAsync(
        UserId? user, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (Feedback feedback in _feedback.Where(feedback => feedback.User == user))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return feedback;
        }
    }

    public Task<UserId> GetOrAddUserAsync(string name, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<UserId>> GetOrAddUsersAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<User?> FindUserAsync(string name, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<User>> ReadUsersAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<IngestOutcome>> AppendAsync(
        IReadOnlyList<Listen> listens, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(
        UserId user, TrackId track, DateTimeOffset listenedAt, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task ReplacePlayCountsAsync(
        string source, IAsyncEnumerable<PlayCount> counts, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task AppendFeedbackAsync(Feedback feedback, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <summary>Keeps what was served in memory.</summary>
internal sealed class FakeServeLog : IServeLog
{
    private readonly Lock _gate = new();

    public List<ServedList> Lists { get; } = [];

    public Task AppendAsync(ServedList list, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Lists.Add(list);
        }

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<ServedList> ReadAsync(
        UserId user, DateTimeOffset since, CancellationToken cancellationToken) =>
        Lists.Where(list => list.User == user && list.ServedAt >= since).Reverse().ToAsyncEnumerable();
}

/// <summary>A clock that stands still.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
