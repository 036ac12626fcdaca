namespace HybridRec.Engine.Diagnostics;

/// <summary>
/// Root of everything that goes wrong because of the world (a bad file, a full disk, damaged data) and not because of
/// a caller's bug. The message is one line fit to show a person: what, which, which value, and the remedy if there is one.
/// </summary>
public abstract class HybridRecException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line fit to show a person.</param>
    /// <param name="inner">The cause, if another exception revealed it.</param>
    protected HybridRecException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
