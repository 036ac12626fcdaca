using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Models;

/// <summary>How tracks begin and end, by ear, so that a playlist can be put in an order that flows.</summary>
/// <param name="Intros">
/// Embeddings of the first 5 s of each track, centred by their mean over all tracks and of unit length, shape (tracks,
/// embedding size); a zero row where nothing was heard.
/// </param>
/// <param name="Outros">The same of the last 5 s, centred by a mean of their own: that all fade out tells none from another.</param>
public sealed record TrackEdges(FactorMatrix Intros, FactorMatrix Outros);
