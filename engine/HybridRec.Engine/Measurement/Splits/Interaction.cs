namespace HybridRec.Engine.Measurement;

/// <summary>One line of an interactions file or one play of a log: what splitters divide.</summary>
/// <param name="UserRow">The user, ≥ 0.</param>
/// <param name="ItemRow">The item, ≥ 0.</param>
/// <param name="PlayCount">Listens it stands for, finite, ≥ 0; 0 counts as no interaction.</param>
/// <param name="Time">When, in unix seconds; null where unknown.</param>
public readonly record struct Interaction(int UserRow, int ItemRow, float PlayCount, long? Time = null);
