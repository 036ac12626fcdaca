namespace HybridRec.Engine.Storage;

/// <summary>How well data and model fit together, as the job <c>check-health</c> found it.</summary>
/// <param name="Listens">Listens of the last seven days.</param>
/// <param name="ListensBefore">Listens a week in the four weeks before.</param>
/// <param name="UnknownShare">Share of the last seven days' listens whose track the served model does not know, 0 to 1; null without listens.</param>
/// <param name="EmbeddingCoverage">Share of the tracks that can be heard of which the served model has an embedding, 0 to 1; null without such tracks.</param>
/// <param name="Ndcg">NDCG on plays held out within the training of the served version; null where there were too few.</param>
/// <param name="NdcgBefore">Median of the same over up to five versions before it.</param>
/// <param name="Warnings">What a person should look at, a sentence each.</param>
public sealed record HealthReport(
    int Listens,
    double ListensBefore,
    double? UnknownShare,
    double? EmbeddingCoverage,
    double? Ndcg,
    double? NdcgBefore,
    IReadOnlyList<string> Warnings)
{
    /// <summary>The job that makes it.</summary>
    public const string Job = "check-health";
}
