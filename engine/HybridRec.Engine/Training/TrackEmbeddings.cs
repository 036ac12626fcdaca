using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Training;

/// <summary>What tracks sound like.</summary>
/// <param name="Whole">Centred embeddings of unit length, shape (tracks, embedding size); a zero row for a track that was not heard.</param>
/// <param name="Edges">How they begin and end; null where audio vectors came from elsewhere.</param>
public sealed record TrackEmbeddings(FactorMatrix Whole, TrackEdges? Edges);
