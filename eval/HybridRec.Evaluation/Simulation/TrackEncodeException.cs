using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Rendered tracks could not be written as audio files.</summary>
public sealed class TrackEncodeException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="folder">Where the files should have gone.</param>
    /// <param name="reason">What the encoder said, one line.</param>
    /// <param name="inner">The cause.</param>
    public TrackEncodeException(string folder, string reason, Exception? inner = null)
        : base($"{folder}: ffmpeg could not write audio files: {reason}.", inner)
    {
        Folder = folder;
    }

    /// <summary>Where the files should have gone.</summary>
    public string Folder { get; }
}
