using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Serving;

/// <summary>In which sense tracks are similar.</summary>
public enum SimilarBy
{
    /// <summary>They sound alike: cosine of the centred audio embeddings.</summary>
    Audio,

    /// <summary>The same people play them: cosine of the vectors of tracks that were played in training.</summary>
    Listening,

    /// <summary>Both: cosine in the blended space; by ear for a track that has no blended vector.</summary>
    Blend,
}

/// <summary>A track similar to another.</summary>
/// <param name="Track">The track.</param>
/// <param name="Similarity">Cosine, −1 to 1.</param>
/// <param name="Why">In what they are similar, a few words fit to show a person.</param>
public sealed record SimilarTrack(Track Track, float Similarity, string Why);
