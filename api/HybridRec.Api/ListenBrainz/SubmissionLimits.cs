namespace HybridRec.Api.ListenBrainz;

/// <summary>ListenBrainz's limits on a request; those on a listen are in <see cref="Engine.Listens.ListenRules"/>.</summary>
internal static class SubmissionLimits
{
    /// <summary>Listens a request may carry.</summary>
    public const int Listens = 1_000;

    /// <summary>Bytes a request may have.</summary>
    public const int RequestBytes = 10_240_000;

    /// <summary>Tags one listen may have.</summary>
    public const int Tags = 50;

    /// <summary>Characters one tag may have.</summary>
    public const int TagLength = 64;
}
