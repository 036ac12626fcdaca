namespace HybridRec.Engine.Reranking;

/// <summary>Fills in how alike one candidate is to each candidate of its set.</summary>
/// <param name="candidate">Index of the one, 0 to <see cref="CandidateSet.Count"/> − 1.</param>
/// <param name="similarities">Output, shape (count): cosines, −1 to 1; 0 where two candidates cannot be compared.</param>
public delegate void SimilarityToAll(int candidate, Span<float> similarities);

/// <summary>Candidates of one request, as parallel arrays; index into them is a candidate's number.</summary>
/// <remarks>The arrays are not copied and must not change. Order matters only for ties: the lower index wins.</remarks>
public sealed class CandidateSet
{
    /// <summary>Puts the arrays together.</summary>
    /// <param name="relevance">Score of each candidate for the listener, finite, any scale, higher first.</param>
    /// <param name="relative">Popularity-free relevance of each, finite, in the unit of <paramref name="relevance"/>; 0 where unknown.</param>
    /// <param name="popularity">π of each, 0 to 100.</param>
    /// <param name="familiarity">How well the listener knows its artist, 0 (not at all) to 1 (their most played).</param>
    /// <param name="caps">How many of one artist, album or other group a list may hold; empty for no limit.</param>
    /// <param name="similarity">Compares candidates, for diversity.</param>
    /// <param name="kept">Places that are kept for some of the candidates; null for none.</param>
    /// <param name="genres">The listener's genres and the candidates'; null where nothing is known.</param>
    /// <exception cref="ArgumentException">The lengths differ; the message states them.</exception>
    public CandidateSet(
        float[] relevance,
        float[] relative,
        float[] popularity,
        float[] familiarity,
        IReadOnlyList<GroupCap> caps,
        SimilarityToAll similarity,
        IReadOnlyList<KeptPlaces>? kept = null,
        GenreTaste? genres = null)
    {
        ArgumentNullException.ThrowIfNull(relevance);
        ArgumentNullException.ThrowIfNull(relative);
        ArgumentNullException.ThrowIfNull(popularity);
        ArgumentNullException.ThrowIfNull(familiarity);
        ArgumentNullException.ThrowIfNull(caps);
        ArgumentNullException.ThrowIfNull(similarity);
        int count = relevance.Length;
        Genres = genres ?? GenreTaste.Unknown;
        if (relative.Length != count
            || popularity.Length != count
            || familiarity.Length != count
            || (Genres.Shares.Length > 0 && Genres.Of.Length != count)
            || (kept?.Any(places => places.Members.Length != count) ?? false)
            || caps.Any(cap => cap.Groups.Length != count))
        {
            throw new ArgumentException(
                $"relevance ({count}), relative ({relative.Length}), popularity ({popularity.Length}), familiarity ({familiarity.Length}), " +
                $"the groups of caps ({string.Join(", ", caps.Select(cap => cap.Groups.Length))}) the genres ({Genres.Of.Length}) and the members of kept places " +
                $"({string.Join(", ", (kept ?? []).Select(places => places.Members.Length))}) must have the same length.");
        }

        Relevance = relevance;
        Relative = relative;
        Popularity = popularity;
        Familiarity = familiarity;
        Caps = caps;
        Similarity = similarity;
        Kept = kept ?? [];
    }

    /// <summary>Number of candidates.</summary>
    public int Count => Relevance.Length;

    /// <summary>Score of each candidate for the listener.</summary>
    public float[] Relevance { get; }

    /// <summary>Popularity-free relevance of each, in the unit of <see cref="Relevance"/>.</summary>
    public float[] Relative { get; }

    /// <summary>π of each, 0 to 100.</summary>
    public float[] Popularity { get; }

    /// <summary>How well the listener knows its artist, 0 to 1.</summary>
    public float[] Familiarity { get; }

    /// <summary>How many of one group a list may hold.</summary>
    public IReadOnlyList<GroupCap> Caps { get; }

    /// <summary>Places that are kept for some of the candidates.</summary>
    public IReadOnlyList<KeptPlaces> Kept { get; }

    /// <summary>The listener's genres and the candidates'.</summary>
    public GenreTaste Genres { get; }

    /// <summary>Compares candidates.</summary>
    public SimilarityToAll Similarity { get; }
}
