using HybridRec.Engine.Diagnostics;

namespace HybridRec.Jobs.Imports;

/// <summary>A file of listening history cannot be imported at all; nothing of it was stored.</summary>
public sealed class ListenFileException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong with it, fit to show a person, without a full stop.</param>
    /// <param name="inner">The cause, if another exception revealed it.</param>
    public ListenFileException(string path, string reason, Exception? inner = null)
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
