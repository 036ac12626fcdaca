using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;
using HybridRec.Evaluation.Data;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Eval.Cli;

/// <summary>Evaluates on the system's own play log: listens by the play rule, artists and excerpts from the catalogue.</summary>
internal static class DataFolderSource
{
    /// <summary>Reads a data folder and splits its plays.</summary>
    /// <remarks>Listeners are named by their numbers: a report may be shown to people who must not know who they are.</remarks>
    public static async Task<EvaluationData> ReadAsync(DataFolder folder, DataRequest request, CancellationToken cancellationToken)
    {
        Dictionary<TrackId, Track> tracks = [];
        await foreach (Track track in folder.Catalogue.ReadAllAsync(cancellationToken))
        {
            tracks.Add(track.Id, track);
        }

        Dictionary<TrackId, string> fingerprints = [];
        await foreach (AudioFile file in folder.Catalogue.ReadFilesAsync(cancellationToken))
        {
            if (file.Track is { } track && file.State != AudioFileState.Bad && folder.Spectrograms.Contains(file.Fingerprint))
            {
                fingerprints.TryAdd(track, file.Fingerprint);
            }
        }

        List<LogEntry> plays = [];
        await foreach (Listen listen in folder.PlayLog.ReadAsync(null, null, null, cancellationToken))
        {
            float weight = PlayRule.Weight(listen, tracks[listen.Track].Duration);
            plays.Add(new LogEntry($"{listen.User.Value}", $"{listen.Track.Value}", weight, listen.ListenedAt.ToUnixTimeSeconds()));
        }

        await foreach (PlayCount count in folder.PlayLog.ReadPlayCountsAsync(null, cancellationToken))
        {
            plays.Add(new LogEntry($"{count.User.Value}", $"{count.Track.Value}", count.Count, null));
        }

        EvaluationData data = PlayLogData.Build(plays, fingerprints.Keys.Select(track => $"{track.Value}"), folder.Path, request);
        TrackId[] rows = [.. data.Items.Ids.Select(id => new TrackId(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)))];
        return data with
        {
            Artists = [.. rows.Select(track => tracks[track].Artist)],
            Tags = [.. rows.Select(track => tracks[track].Genres)],
            HasExcerpts = [.. rows.Select(fingerprints.ContainsKey)],
            LoadExcerpts = fingerprints.Count == 0 ? null : async (row, cancel) =>
                fingerprints.TryGetValue(rows[row], out string? fingerprint)
                    ? (IReadOnlyList<Spectrogram>?)await folder.Spectrograms.LoadAsync(fingerprint, cancel)
                    : null,
        };
    }
}
