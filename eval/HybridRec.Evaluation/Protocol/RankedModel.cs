using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Protocol;

/// <summary>One model's lists in an evaluation run, handed over as soon as they are made.</summary>
/// <param name="Name">
/// The model's name; with "/k" after it where the model makes a list of each length as a whole, so that a shorter one is
/// not the beginning of a longer.
/// </param>
/// <param name="Lists">The lists of the evaluated users.</param>
public sealed record RankedModel(string Name, RankedLists Lists);
