using System.Text.RegularExpressions;

namespace HybridRec.Engine.Audio;

/// <summary>Makes sense of what ffmpeg complains about on standard error, each line with its level.</summary>
internal static partial class FfmpegMessages
{
    private const int MaxLines = 3;
    private const int MaxLineLength = 200;

    /// <summary>Says why nothing could be decoded.</summary>
    /// <param name="errors">Standard error.</param>
    /// <param name="url">The file as it was named to the program.</param>
    public static string Reason(string errors, string url)
    {
        string[] lines = Lines(errors, url);
        if (Array.Exists(lines, line => line.Contains("matches no streams", StringComparison.Ordinal)))
        {
            return NoAudioStream;
        }

        // What a demuxer or decoder says ("[mp3 @ 0x…] …") is nearer to the cause than the summary in the last line.
        string? detail = Array.FindLast(lines, line => line.StartsWith('[')) ?? lines.LastOrDefault();
        return detail is null
            ? "not an audio file that ffmpeg can read"
            : $"not an audio file that ffmpeg can read ({Component().Replace(detail, "").TrimEnd('.')})";
    }

    /// <summary>The reason given for a picture, a silent film or the like.</summary>
    public static string NoAudioStream => "no audio stream";

    /// <summary>The last few complaints on one line, or null if there are none.</summary>
    /// <param name="errors">Standard error.</param>
    /// <param name="url">The file as it was named to the program.</param>
    public static string? Warnings(string errors, string url)
    {
        IEnumerable<string> lines = Lines(errors, url).Select(line => Component().Replace(line, ""));
        string joined = string.Join("; ", lines.Distinct(StringComparer.Ordinal).TakeLast(MaxLines));
        return joined.Length == 0 ? null : joined;
    }

    private static string[] Lines(string errors, string url) =>
    [
        .. errors.Replace($"{url}: ", "", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => Complaint().IsMatch(line))
            .Select(line => Complaint().Replace(line, "$1", 1))
            .Select(line => line.Length <= MaxLineLength ? line : line[..MaxLineLength]),
    ];

    [GeneratedRegex(@"^(\[[^\]]* @ 0x[0-9a-f]+\] )?\[(?:error|fatal|panic)\] ")]
    private static partial Regex Complaint();

    // The address differs from run to run; the same file must give the same message.
    [GeneratedRegex(@"^\[[^\]]* @ 0x[0-9a-f]+\] ")]
    private static partial Regex Component();
}
