using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation;

/// <summary>An evaluation cannot be made of what was given.</summary>
/// <param name="message">One line fit to show a person.</param>
/// <param name="inner">The cause, if another exception revealed it.</param>
public sealed class EvaluationException(string message, Exception? inner = null) : HybridRecException(message, inner);
