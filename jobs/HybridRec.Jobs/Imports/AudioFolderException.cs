using HybridRec.Engine.Diagnostics;

namespace HybridRec.Jobs.Imports;

/// <summary>A folder of audio cannot be imported at all; nothing was changed.</summary>
public sealed class AudioFolderException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="reason">What is wrong with it, fit to show a person, without a full stop.</param>
    /// <param name="inner">The cause, if another exception revealed it.</param>
    public AudioFolderException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}.", inner)
    {
        Path = path;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }
}
