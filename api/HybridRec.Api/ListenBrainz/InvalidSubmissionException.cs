using HybridRec.Engine.Diagnostics;

namespace HybridRec.Api.ListenBrainz;

/// <summary>A submitted document breaks a rule. Nothing of it may be stored.</summary>
internal sealed class InvalidSubmissionException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="listen">0-based place of the listen in the payload; null if the document as a whole is wrong.</param>
    /// <param name="reason">The rule it breaks, fit to show the submitter.</param>
    public InvalidSubmissionException(int? listen, string reason)
        : base(listen is { } index ? $"payload[{index}]: {reason}." : $"{reason}.")
    {
    }
}
