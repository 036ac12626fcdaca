using HybridRec.Engine.Diagnostics;

namespace HybridRec.Jobs.Imports;

/// <summary>What was asked for does not fit the file's format, e.g. a Spotify history without a user: wrong usage.</summary>
public sealed class ImportRequestException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line fit to show a person, with the remedy.</param>
    public ImportRequestException(string message)
        : base(message)
    {
    }
}
