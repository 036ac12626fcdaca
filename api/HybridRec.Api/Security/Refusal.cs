namespace HybridRec.Api.Security;

/// <summary>Why a request was refused, where that is more particular than a missing or unknown token.</summary>
/// <param name="Detail">The reason and the remedy.</param>
internal sealed record Refusal(string Detail);
