using HybridRec.Engine.Diagnostics;

namespace HybridRec.Engine.Numerics;

/// <summary>An array file cannot be read, or is of a kind that this program does not read.</summary>
public sealed class NpyFormatException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong with it, fit to show a person, without the full stop.</param>
    /// <param name="inner">The cause, if another exception revealed it.</param>
    public NpyFormatException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}.", inner) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
