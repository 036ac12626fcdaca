namespace HybridRec.Evaluation.OffPolicy;

/// <summary>A place of a list that went to a generator by chance, and what became of the track in it.</summary>
/// <param name="Listener">Whose list, a number from 0.</param>
/// <param name="Source">The generator.</param>
/// <param name="Propensity">The chance by which it got the place, (0, 1].</param>
/// <param name="Reward">1 where the track was played through or liked, 0 where it was skipped or disliked; any finite number in general.</param>
public readonly record struct LoggedPlace(int Listener, string Source, double Propensity, double Reward);
