using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Audio;

/// <summary>Where the ffmpeg programs are and how long they may take.</summary>
public sealed record FfmpegOptions
{
    /// <summary>The decoding program: a name looked up in PATH, or a path.</summary>
    /// <value>Default "ffmpeg".</value>
    [Required]
    public string FfmpegPath { get; init; } = "ffmpeg";

    /// <summary>The program that reads tags and durations: a name looked up in PATH, or a path.</summary>
    /// <value>Default "ffprobe".</value>
    [Required]
    public string FfprobePath { get; init; } = "ffprobe";

    /// <summary>
    /// Filters in ffmpeg's own language that decoded samples pass through, e.g. "atempo=1.06"; for measuring what a model
    /// makes of changed sound. Never to be put together from what others sent: filters can read and write files.
    /// </summary>
    /// <value>Default empty: none.</value>
    public string Filters { get; init; } = "";

    /// <summary>Time each call may take, the sink's work included; then the program is killed.</summary>
    /// <value>Default 2 minutes, 1 second to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);
}
