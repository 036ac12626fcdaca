namespace HybridRec.Evaluation.Statistics;

/// <summary>An estimate and how far it may be off.</summary>
/// <param name="Estimate">The estimate.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">Number of values (users, as a rule) it rests on.</param>
public sealed record Interval(double Estimate, double Low, double High, int Count);
