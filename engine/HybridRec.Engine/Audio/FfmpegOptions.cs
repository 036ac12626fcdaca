using System.ComponentModel.DataAnnotations;

namespace HybridRec.Engine.Audio;

/// <summary>Where ffmpeg is and how long it may keep us waiting.</summary>
public sealed record FfmpegOptions
{
    /// <summary>The program: a name looked up in PATH, or a path.</summary>
    /// <value>Default "ffmpeg".</value>
    [Required]
    public string FfmpegPath { get; init; } = "ffmpeg";

    /// <summary>
    /// Filters in ffmpeg's own language that decoded samples pass through, e.g. "atempo=1.06"; for measuring what a model
    /// makes of changed sound. Never to be put together from what others sent: filters can read and write files.
    /// </summary>
    /// <value>Default empty: none.</value>
    public string Filters { get; init; } = "";

    /// <summary>
    /// Longest time without a sample; then the program is killed and the file counts as bad. A long file may take longer in
    /// all, and so may a slow disk, as long as something comes.
    /// </summary>
    /// <value>Default 2 minutes, 1 second to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(2);
}
