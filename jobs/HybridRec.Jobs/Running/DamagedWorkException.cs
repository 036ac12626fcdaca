namespace HybridRec.Jobs.Running;

/// <summary>What a run kept for its later steps is damaged: the run begins anew.</summary>
public sealed class DamagedWorkException(string message, Exception? inner = null) : JobException(message, canRetry: true, inner);
