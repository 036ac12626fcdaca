using HybridRec.Engine.Diagnostics;

namespace HybridRec.Engine.Storage;

/// <summary>The data folder or its database cannot be used: absent rights, a full disk, damage, a newer schema.</summary>
public sealed class StorageException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file or folder concerned.</param>
    /// <param name="reason">What is wrong and the remedy, fit to show a person.</param>
    /// <param name="inner">The cause, if another exception revealed it.</param>
    public StorageException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}.", inner)
    {
        Path = path;
    }

    /// <summary>The file or folder concerned.</summary>
    public string Path { get; }
}
