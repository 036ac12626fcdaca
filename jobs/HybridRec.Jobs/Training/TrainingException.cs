using HybridRec.Engine.Diagnostics;

namespace HybridRec.Jobs.Training;

/// <summary>A training could not start.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : HybridRecException(message, inner);
