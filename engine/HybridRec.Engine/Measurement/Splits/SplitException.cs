using HybridRec.Engine.Diagnostics;

namespace HybridRec.Engine.Measurement;

/// <summary>Interactions cannot be divided as asked.</summary>
/// <param name="message">What is wrong and the remedy, one line.</param>
public sealed class SplitException(string message) : HybridRecException(message);
