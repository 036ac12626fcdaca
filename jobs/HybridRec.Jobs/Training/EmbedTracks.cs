using System.Globalization;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Training;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary><c>embed-tracks</c>: embeddings of all tracks that can be heard, by the run's network or the one in service.</summary>
internal sealed class EmbedTracks : IJob
{
    private const string EmbeddingsFile = "embeddings.safetensors";
    private const string Tracks = "tracks";

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        TrainingWork work = await TrainingWork.OpenAsync(context, cancellationToken);
        if (!work.Has(EmbeddingsFile))
        {
            TrainedContent? content = await TrainContent.ContentAsync(work, context, cancellationToken);
            if (await work.Builder.EmbedAsync(content?.Network, work.Data, work.Version, context.Progress, cancellationToken) is { } made)
            {
                work.Write(EmbeddingsFile, (Tracks, made));
            }
            else
            {
                work.Write(EmbeddingsFile);
            }

            work.KeepMetrics();
        }

        return new JobResult(Embeddings(work) is { } embeddings
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{work.Data.Tracks.Count(track => track.HasAudio):N0} tracks in {embeddings.Rank} dimensions")
            : "no network to hear by");
    }

    /// <summary>The embeddings of a run; null where nothing can be heard.</summary>
    public static FactorMatrix? Embeddings(TrainingWork work) => work.Read(EmbeddingsFile, Tracks);
}
