using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation.Comparison;

/// <summary>Two runs can't be compared.</summary>
/// <param name="message">One line fit to show a person.</param>
public sealed class ComparisonException(string message) : HybridRecException(message);
