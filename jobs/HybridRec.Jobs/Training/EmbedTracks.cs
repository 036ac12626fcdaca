using System.Globalization;
using HybridRec.Engine.Models;
using HybridRec.Engine.Training;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary><c>embed-tracks</c>: embeddings of all tracks that can be heard, by the run's network or the one in service.</summary>
internal sealed class EmbedTracks : IJob
{
    private const string EmbeddingsFile = "embeddings.safetensors";
    private const string Tracks = "tracks";
    private const string Intros = "intros";
    private const string Outros = "outros";

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        TrainingWork work = await TrainingWork.OpenAsync(context, cancellationToken);
        if (!work.Has(EmbeddingsFile))
        {
            TrainedContent? content = await TrainContent.ContentAsync(work, context, cancellationToken);
            TrackEmbeddings? made = await work.Builder.EmbedAsync(
                content?.Network, work.Data, work.Version, context.Progress, cancellationToken);
            work.Write(EmbeddingsFile, made switch
            {
                null => [],
                { Edges: var (intros, outros) } => [(Tracks, made.Whole), (Intros, intros), (Outros, outros)],
                _ => [(Tracks, made.Whole)],
            });
            work.KeepMetrics();
        }

        return new JobResult(Embeddings(work) is { } embeddings
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{work.Data.Tracks.Count(track => track.HasAudio):N0} tracks in {embeddings.Whole.Rank} dimensions")
            : "no network to hear by");
    }

    /// <summary>The embeddings of a run; null where nothing can be heard.</summary>
    public static TrackEmbeddings? Embeddings(TrainingWork work) => work.Read(EmbeddingsFile, Tracks) is { } whole
        ? new TrackEmbeddings(
            whole,
            work.Read(EmbeddingsFile, Intros) is { } intros && work.Read(EmbeddingsFile, Outros) is { } outros
                ? new TrackEdges(intros, outros)
                : null)
        : null;
}
