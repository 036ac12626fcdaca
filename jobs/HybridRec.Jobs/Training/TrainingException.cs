using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary>A training could not start; trying again does not help before something is done about it.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : JobException(message, canRetry: false, inner);
