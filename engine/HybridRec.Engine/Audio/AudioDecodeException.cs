using HybridRec.Engine.Diagnostics;

namespace HybridRec.Engine.Audio;

/// <summary>An audio file could not be decoded. Concerns this file only; others may be fine.</summary>
public sealed class AudioDecodeException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong with it, e.g. "no audio stream", fit to show a person.</param>
    /// <param name="inner">The cause, if another exception revealed it.</param>
    public AudioDecodeException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}.", inner)
    {
        Path = path;
        Reason = reason;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; }
}

/// <summary>The program that decodes audio is not installed. Concerns every file.</summary>
public sealed class AudioToolMissingException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="tool">The program, e.g. "ffmpeg".</param>
    /// <param name="inner">The cause.</param>
    public AudioToolMissingException(string tool, Exception? inner = null)
        : base($"The program \"{tool}\" was not found. Install ffmpeg (Debian: apt-get install ffmpeg) or run `make setup`.", inner)
    {
        Tool = tool;
    }

    /// <summary>The missing program.</summary>
    public string Tool { get; }
}
