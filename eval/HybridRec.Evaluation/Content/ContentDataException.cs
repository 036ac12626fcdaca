using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation.Content;

/// <summary>Clips or their labels can't be used.</summary>
/// <param name="message">One line fit to show a person.</param>
/// <param name="inner">The cause.</param>
public sealed class ContentDataException(string message, Exception? inner = null) : HybridRecException(message, inner);
