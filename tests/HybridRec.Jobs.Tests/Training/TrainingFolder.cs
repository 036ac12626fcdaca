using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Content;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;

namespace HybridRec.Jobs.Tests.Training;

/// <summary>A data folder with tracks in two clearly different sounds, and whatever plays a test adds.</summary>
internal sealed class TrainingFolder : IAsyncDisposable
{
    private const int Bands = 128;
    private const int Frames = 160;

    public static readonly TrainingOptions Quick = new()
    {
        Als = new ImplicitAlsOptions { Rank = 8, Iterations = 5 },
        Content = new ContentOptions { MinSteps = 12, MaxSteps = 12, BatchSize = 16, Channels = 8, Members = 1 },
    };

    public required DataFolder Data { get; init; }

    /// <summary>A folder of a test's own, whose data are in SQLite or in the PostgreSQL database named.</summary>
    public static async Task<TrainingFolder> CreateAsync(CancellationToken cancellationToken, string? database = null)
    {
        string root = Directory.CreateTempSubdirectory("hybridrec-training-").FullName;
        return new TrainingFolder { Data = await DataFolder.OpenAsync(root, database, TimeProvider.System, cancellationToken) };
    }

    /// <summary>Adds a track whose energy lies in the low bands (sound 0) or the high bands (sound 1).</summary>
    public async Task<TrackId> AddAudioAsync(int number, CancellationToken cancellationToken)
    {
        string fingerprint = number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
        await Data.Spectrograms.SaveAsync(fingerprint, [Sound(number % 2, number)], cancellationToken);
        AudioFile file = new(
            $"/music/{number}.flac", 1_000 + number, DateTimeOffset.UnixEpoch, fingerprint, null, AudioFileState.Present, null);
        return await Data.Catalogue.AttachFileAsync(
            file,
            new TrackDescription { Artist = $"Artist {number}", Title = $"Piece {number}", Collection = "music" },
            replacesPath: null,
            cancellationToken);
    }

    public async Task AddPlaysAsync(
        string user, IEnumerable<TrackId> tracks, CancellationToken cancellationToken, TimeSpan? played = null)
    {
        UserId id = await Data.PlayLog.GetOrAddUserAsync(user, cancellationToken);
        DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await Data.PlayLog.AppendAsync(
            [.. tracks.Select((track, at) => new Listen(id, track, start.AddHours(at)) { DurationPlayed = played })],
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Data.DisposeAsync();
        Directory.Delete(Data.Path, recursive: true);
    }

    private static Spectrogram Sound(int sound, int seed)
    {
        Random random = new(seed);
        byte[] cells = new byte[Bands * Frames];
        for (int band = 0; band < Bands; band++)
        {
            int level = (band < Bands / 2) == (sound == 0) ? 200 : 40;
            for (int frame = 0; frame < Frames; frame++)
            {
                cells[(band * Frames) + frame] = (byte)(level + random.Next(-20, 20));
            }
        }

        return new Spectrogram(Bands, Frames, cells);
    }
}
