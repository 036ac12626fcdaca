using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation.Simulation;

/// <summary>What was given to simulate with cannot be simulated with.</summary>
/// <param name="message">One line: what, which, and the remedy.</param>
/// <param name="inner">The cause, if another exception revealed it.</param>
public sealed class SimulationInputException(string message, Exception? inner = null) : HybridRecException(message, inner);
