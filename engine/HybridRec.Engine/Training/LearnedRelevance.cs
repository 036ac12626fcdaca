using HybridRec.Engine.Blending;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Training;

/// <summary>What <see cref="RelevanceLearner"/> found on plays it held out of the training.</summary>
/// <param name="Blend">τ and κ.</param>
/// <param name="Weights">What the parts of relevance count.</param>
/// <param name="SlimWeight">a of <see cref="CoPlayLinks.Join"/>.</param>
/// <param name="ItemKnnWeight">b of it.</param>
/// <param name="Ndcg">NDCG@20 of the held-out plays with these weights: optimistic, for they were chosen by it.</param>
public sealed record LearnedRelevance(
    BlendOptions Blend, RelevanceWeights Weights, float SlimWeight, float ItemKnnWeight, double Ndcg);
