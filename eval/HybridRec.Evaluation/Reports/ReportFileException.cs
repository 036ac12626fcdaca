using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation.Reports;

/// <summary>A file of a report can't be written, or can't be read back.</summary>
/// <param name="message">One line fit to show a person.</param>
/// <param name="inner">The cause.</param>
public sealed class ReportFileException(string message, Exception? inner = null) : HybridRecException(message, inner);
