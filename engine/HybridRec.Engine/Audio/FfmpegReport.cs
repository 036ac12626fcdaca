using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridRec.Engine.Audio;

/// <summary>Reads what ffmpeg prints of its input before it decodes: format, duration, tags and streams.</summary>
/// <remarks>
/// Every line is expected to begin with its level ("[info] "), so that what a tag holds cannot pass for something else: a line
/// break within a tag continues without one. ffmpeg cuts a line of a tag at 255 bytes.
/// </remarks>
internal static partial class FfmpegReport
{
    private const string Info = "[info] ";

    /// <summary>Makes a probe of the first audio stream.</summary>
    /// <param name="text">Standard error at log level "level+info", its beginning.</param>
    /// <returns>Null where the report has no audio stream with a sample rate.</returns>
    public static AudioProbe? Parse(string text)
    {
        Dictionary<string, string> tags = new(StringComparer.Ordinal);
        TimeSpan? duration = null;
        Match? audio = null;
        bool film = false;

        // Tags of the file count, and those of the first audio stream, where Ogg has them; not those of chapters and pictures.
        bool taking = true;
        bool begun = false;
        string? tag = null;
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.TrimEnd('\r');
            if (!line.StartsWith(Info, StringComparison.Ordinal))
            {
                tag = Continue(tags, tag, line, taking);
                continue;
            }

            tag = null;
            line = line[Info.Length..];
            if (line.StartsWith("Input #0", StringComparison.Ordinal))
            {
                begun = true;
            }
            else if (line.StartsWith("Stream mapping:", StringComparison.Ordinal) || line.StartsWith("Output #0", StringComparison.Ordinal))
            {
                break;
            }
            else if (begun && DurationLine().Match(line) is { Success: true } stated)
            {
                duration = TimeSpan.TryParse(stated.Groups[1].Value, CultureInfo.InvariantCulture, out TimeSpan time) && time > TimeSpan.Zero
                    ? time
                    : null;
            }
            else if (begun && StreamLine().Match(line) is { Success: true } stream)
            {
                bool isAudio = stream.Groups[1].Value == "Audio";
                film |= stream.Groups[1].Value == "Video" && !line.Contains("(attached pic)", StringComparison.Ordinal);
                taking = isAudio && audio is null;
                audio ??= isAudio ? stream : null;
            }
            else if (begun && line.StartsWith("  Chapter", StringComparison.Ordinal))
            {
                taking = false;
            }
            else if (begun && taking && TagLine().Match(line) is { Success: true } found)
            {
                tag = found.Groups[1].Value.Trim().ToLowerInvariant();
                tag = tags.TryAdd(tag, found.Groups[2].Value.Trim()) ? tag : null;
            }
        }

        if (audio is null || Format().Match(audio.Groups[2].Value) is not { Success: true } format)
        {
            return null;
        }

        foreach (string empty in tags.Where(pair => pair.Value.Length == 0).Select(pair => pair.Key).ToArray())
        {
            tags.Remove(empty);
        }

        // A film's duration says nothing of its sound's; a duration guessed from the bit rate counts as none.
        bool guessed = text.Contains("Estimating duration from bitrate", StringComparison.Ordinal);
        return new AudioProbe(
            film || guessed ? null : duration,
            tags,
            format.Groups[1].Value,
            int.Parse(format.Groups[2].Value, CultureInfo.InvariantCulture),
            Channels(format.Groups[3].Value));
    }

    private static string? Continue(Dictionary<string, string> tags, string? tag, string line, bool taking)
    {
        if (tag is null || !taking || ContinuedLine().Match(line) is not { Success: true } more)
        {
            return null;
        }

        tags[tag] = $"{tags[tag]}\n{more.Groups[1].Value}".Trim();
        return tag;
    }

    // "mono", "stereo", "5.1(side)", "6 channels", "quad": the names of layouts without a number in them have 4 channels or are
    // rarer still.
    private static int Channels(string layout) => layout switch
    {
        "mono" => 1,
        "stereo" or "downmix" => 2,
        "hexagonal" => 6,
        "octagonal" or "cube" => 8,
        "hexadecagonal" => 16,
        _ when Digits().Match(layout) is { Success: true } digits =>
            digits.Groups[0].Value.Split('.').Sum(part => int.Parse(part, CultureInfo.InvariantCulture)),
        _ => 4,
    };

    [GeneratedRegex(@"^  Duration: ([\d:.]+|N/A)")]
    private static partial Regex DurationLine();

    [GeneratedRegex(@"^ +Stream #0:\d+[^:]*(?:\([^)]*\))?: (Audio|Video|Subtitle|Data|Attachment): (.*)$")]
    private static partial Regex StreamLine();

    [GeneratedRegex(@"^ {4,6}([^ :][^:]*?) *: (.*)$")]
    private static partial Regex TagLine();

    [GeneratedRegex(@"^ +: (.*)$")]
    private static partial Regex ContinuedLine();

    [GeneratedRegex(@"^([^ ,]+).*?, ([1-9]\d{0,8}) Hz, ([^,]+)")]
    private static partial Regex Format();

    [GeneratedRegex(@"^\d{1,3}(?:\.\d{1,3})*")]
    private static partial Regex Digits();
}
