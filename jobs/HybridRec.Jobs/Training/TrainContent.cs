using System.Text.Json;
using HybridRec.Engine.Content;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Training;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary><c>train-content</c>: the spectrogram network, from audio and the factors of well-played tracks.</summary>
internal sealed class TrainContent : IJob
{
    /// <summary>The network's file, in the run's folder and in a model version.</summary>
    public const string NetworkFile = "content.safetensors";

    private const string NoNetworkFile = "content.none";

    // Ids of the tracks whose factors it has learned, beside it wherever it goes: rows change from version to version.
    private const string SeenFile = "content-seen.json";

    private static readonly string[] Files = [SeenFile, NetworkFile];

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        TrainingWork work = await TrainingWork.OpenAsync(context, cancellationToken);
        if (!work.Has(NetworkFile) && !work.Has(NoNetworkFile))
        {
            TrainedContent? content = await work.Builder.TrainContentAsync(
                work.Data, TrainCollaborative.Factors(work), work.Version, context.Progress, cancellationToken);
            if (content is null)
            {
                context.Folder.Write(NoNetworkFile, path => File.WriteAllText(path, ""));
            }
            else
            {
                // The network comes last: where it is, the step is done.
                context.Folder.Write(SeenFile, path => WriteSeen(content, work.Data, path));
                context.Folder.Write(NetworkFile, content.Network.Save);
            }

            work.KeepMetrics();
        }

        return new JobResult(work.Has(NetworkFile) ? "a new network" : "too few tracks with audio to learn from");
    }

    /// <summary>The network of a run: its own, or else that of the version it began from; null if there is neither.</summary>
    public static async Task<TrainedContent?> ContentAsync(
        TrainingWork work, JobContext context, CancellationToken cancellationToken)
    {
        if (!work.Has(NetworkFile) && !work.Has(NoNetworkFile) && work.Parent is { } parent)
        {
            OpenedModel opened = await context.Data.Models.OpenAsync(new ModelVersion(parent), cancellationToken);
            foreach (string name in Files)
            {
                if (opened.Manifest.Files.Any(file => file.Name == name))
                {
                    context.Folder.Write(name, path => File.Copy(Path.Combine(opened.Folder, name), path, overwrite: true));
                }
            }
        }

        return work.Has(NetworkFile)
            ? new TrainedContent(
                work.Read(NetworkFile, path => new ManagedContentNetworkFactory(work.Options.Content).Load(path)), Seen(work))
            : null;
    }

    /// <summary>Writes a network and what it has learned from.</summary>
    /// <param name="content">The network.</param>
    /// <param name="data">What it was trained on.</param>
    /// <param name="pathOf">Where a file of a name goes.</param>
    public static void Write(TrainedContent content, TrainingData data, Func<string, string> pathOf)
    {
        WriteSeen(content, data, pathOf(SeenFile));
        content.Network.Save(pathOf(NetworkFile));
    }

    private static void WriteSeen(TrainedContent content, TrainingData data, string path)
    {
        long[] seen = [.. content.Seen.Order().Select(row => data.Tracks[row].Id.Value)];
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(seen));
    }

    /// <summary>Puts a run's network and what it has learned from into a model version's folder.</summary>
    public static void Publish(JobContext context, string folder)
    {
        foreach (string name in Files)
        {
            if (context.Folder.Has(name))
            {
                File.Copy(context.Folder.File(name), Path.Combine(folder, name));
            }
        }
    }

    private static HashSet<int> Seen(TrainingWork work)
    {
        IEnumerable<int> rows = Enumerable.Range(0, work.Data.Tracks.Count);
        if (!work.Has(SeenFile))
        {
            // Of a version that kept no record: it may have learned from any.
            return [.. rows];
        }

        HashSet<long> ids = [.. work.Read(SeenFile, path => JsonSerializer.Deserialize<long[]>(File.ReadAllBytes(path))!)];
        return [.. rows.Where(row => ids.Contains(work.Data.Tracks[row].Id.Value))];
    }
}
