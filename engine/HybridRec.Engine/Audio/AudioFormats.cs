namespace HybridRec.Engine.Audio;

/// <summary>Which files an import takes for audio, judged by name alone.</summary>
public static class AudioFormats
{
    // AppleDouble companions ("._Track.mp3") hold Finder metadata under an audio file's name.
    private const string AppleDoublePrefix = "._";

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ".mp3", ".mp2", ".ogg", ".oga", ".opus", ".spx", ".m4a", ".m4b", ".mp4", ".aac", ".flac", ".wav", ".wave",
        ".aif", ".aiff", ".aifc", ".wma", ".wv", ".ape", ".mpc", ".tta", ".tak", ".mka", ".weba", ".caf", ".au", ".ac3",
        ".dsf", ".dff",
    };

    /// <summary>File-name extensions with their dot, in lower case; lookups ignore case.</summary>
    public static IReadOnlySet<string> Extensions => Known;

    /// <summary>Whether a file's name says that it holds audio. The file itself is not looked at.</summary>
    /// <param name="path">A path or file name.</param>
    public static bool IsAudio(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Known.Contains(Path.GetExtension(path))
            && !Path.GetFileName(path.AsSpan()).StartsWith(AppleDoublePrefix, StringComparison.Ordinal);
    }
}
