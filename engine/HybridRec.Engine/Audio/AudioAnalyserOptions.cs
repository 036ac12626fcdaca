using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Audio;

/// <summary>How much of a file is analysed.</summary>
public sealed record AudioAnalyserOptions
{
    /// <summary>Decoding stops after this playing time, so that a recording of hours costs no more than this.</summary>
    /// <value>Default 20 minutes, 1 minute to 2 hours (13 MB of memory per 20 minutes).</value>
    [Range(typeof(TimeSpan), "00:01:00", "02:00:00")]
    public TimeSpan MaxAnalysedDuration { get; init; } = TimeSpan.FromMinutes(20);
}
