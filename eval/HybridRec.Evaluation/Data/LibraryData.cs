using System.Globalization;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Data;

/// <summary>The tracks of a library, as far as evaluation needs them.</summary>
/// <param name="Tracks">All tracks.</param>
/// <param name="CanHear">Whether there are excerpts of a track.</param>
/// <param name="LoadExcerpts">Reads a track's excerpts; null where they turn out to be absent or damaged. May be called concurrently.</param>
public sealed record Library(
    IReadOnlyDictionary<TrackId, Track> Tracks,
    Func<TrackId, bool> CanHear,
    Func<TrackId, CancellationToken, Task<IReadOnlyList<Spectrogram>?>> LoadExcerpts);

/// <summary>Makes evaluation data of a library and its plays: items are tracks, named by their numbers.</summary>
public static class LibraryData
{
    /// <summary>Splits the plays of a library.</summary>
    /// <param name="plays">Weighed plays; those of weight 0 are early skips, which are no plays. Users are named by numbers, as a
    /// report may be shown to people who must not know who they are; items are numbers of tracks of the library.</param>
    /// <param name="library">The tracks. Those that were played or can be heard take part, as in training.</param>
    /// <param name="name">What the library is called in reports.</param>
    /// <param name="request">As for <see cref="PlayLogData.Build"/>.</param>
    /// <exception cref="EvaluationException">There are no plays.</exception>
    /// <exception cref="Engine.Measurement.SplitException">The data do not allow the split.</exception>
    public static EvaluationData Build(IReadOnlyList<LogEntry> plays, Library library, string name, DataRequest request)
    {
        ArgumentNullException.ThrowIfNull(plays);
        ArgumentNullException.ThrowIfNull(library);
        LogEntry[] played = [.. plays.Where(play => play.PlayCount > 0)];
        IEnumerable<string> audible = library.Tracks.Keys.Where(library.CanHear).Select(track => $"{track.Value}");
        EvaluationData data = PlayLogData.Build(played, audible, name, request);
        Track[] rows = TracksOf(data, library);
        bool[] canHear = [.. rows.Select(track => library.CanHear(track.Id))];
        bool isAnyHeard = canHear.Contains(true);
        return data with
        {
            Artists = [.. rows.Select(track => track.Artist)],
            Tags = rows.Any(track => track.Genres.Count > 0) ? [.. rows.Select(track => track.Genres)] : null,
            HasExcerpts = isAnyHeard ? canHear : null,
            LoadExcerpts = isAnyHeard ? (row, cancel) => library.LoadExcerpts(rows[row].Id, cancel) : null,
            Notes = [.. data.Notes, .. Notes(plays.Count - played.Length, canHear)],
        };
    }

    /// <summary>The training part as a training reads a library: with titles, collections and true track numbers.</summary>
    /// <param name="data">From <see cref="Build"/>.</param>
    /// <param name="library">The library it was made of.</param>
    public static TrainingData TrainingPart(EvaluationData data, Library library)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(library);
        Track[] rows = TracksOf(data, library);
        return new TrainingData(
            [.. rows.Select(track => new TrainingTrack(track.Id, track.Artist, track.Collection, library.CanHear(track.Id))
            {
                Title = track.Title,
                Tags = track.Genres,
            })],
            data.Train,
            (row, cancel) => library.LoadExcerpts(rows[row].Id, cancel),
            data.Times?.Newest is { } newest ? DateTimeOffset.FromUnixTimeSeconds(newest) : null);
    }

    private static Track[] TracksOf(EvaluationData data, Library library) =>
        [.. data.Items.Ids.Select(id => library.Tracks[new TrackId(long.Parse(id, CultureInfo.InvariantCulture))])];

    private static IEnumerable<string> Notes(int skips, bool[] canHear)
    {
        if (skips > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{skips:N0} early skips are no plays and were left out");
        }

        int heard = canHear.Count(can => can);
        if (heard > 0 && heard < canHear.Length)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"only {heard:N0} of {canHear.Length:N0} items can be heard");
        }
    }
}
