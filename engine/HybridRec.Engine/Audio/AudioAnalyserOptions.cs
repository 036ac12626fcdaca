using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Audio;

/// <summary>How much of a file is analysed.</summary>
public sealed record AudioAnalyserOptions
{
    /// <summary>Decoding stops after this playing time, so that a recording of hours costs no more than this.</summary>
    /// <value>Default 4 hours, 1 minute to 24 hours.</value>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan MaxAnalysedDuration { get; init; } = TimeSpan.FromHours(4);
}
