using System.Numerics.Tensors;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Retrieval;

/// <summary>All that a listener's relevance is made of, for one model. Immutable and thread-safe.</summary>
/// <remarks>
/// relevance_i = ρ_b (s_i/σ_s + w_z z_i/σ_z) + w_l ρ_l l_i/σ_l + w_a ρ_a a_i/σ_a: s the inner product in the blended space, z
/// the popularity-free relevance of Decision 3 there, l the sum of the links from what was played, a the inner product with
/// the centred audio embeddings. σ is the root mean square of a part over the tracks it can score; ρ is the share of the
/// listener's positive confidence on tracks that it can score. So whoever plays what nobody else played is served by ear.
/// </remarks>
public sealed class RelevanceSpace
{
    /// <summary>From so many tracks on requests look at all of them coarsely first; below, that saves nothing.</summary>
    internal const int CoarseFrom = 20_000;

    private readonly Lazy<CoarseItems> _coarseBlended;
    private readonly Lazy<CoarseItems>? _coarseAudio;

    /// <summary>Puts the parts together.</summary>
    /// <param name="blended">Fold-in on the blended vectors.</param>
    /// <param name="relativeScales">z = scale · s + offset: scales, shape (tracks); 0 where there is no z.</param>
    /// <param name="relativeOffsets">Offsets, shape (tracks).</param>
    /// <param name="links">What having played a track adds to others, shape (tracks, tracks); null for none.</param>
    /// <param name="audio">Fold-in on the embeddings (<see cref="EarSpace"/>); null where nothing was heard.</param>
    /// <param name="weights">What the parts count.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public RelevanceSpace(
        FoldIn blended,
        float[] relativeScales,
        float[] relativeOffsets,
        SparseMatrix? links,
        FoldIn? audio,
        RelevanceWeights weights)
    {
        ArgumentNullException.ThrowIfNull(blended);
        ArgumentNullException.ThrowIfNull(relativeScales);
        ArgumentNullException.ThrowIfNull(relativeOffsets);
        int tracks = blended.Items.Rows;
        if (relativeScales.Length != tracks || relativeOffsets.Length != tracks || (links?.RowCount ?? tracks) != tracks
            || (links?.ColumnCount ?? tracks) != tracks || (audio?.Items.Rows ?? tracks) != tracks)
        {
            throw new ArgumentException(
                $"scales ({relativeScales.Length}), offsets ({relativeOffsets.Length}), links ({links?.RowCount}, {links?.ColumnCount}) "
                + $"and embeddings ({audio?.Items.Rows}) do not fit {tracks} tracks.");
        }

        Blended = blended;
        RelativeScales = relativeScales;
        RelativeOffsets = relativeOffsets;
        Links = links;
        Audio = audio;
        Weights = weights;
        BlendedNorms = Norms(blended.Items);
        AudioNorms = audio is null ? new float[tracks] : Norms(audio.Items);
        _coarseBlended = new(() => new CoarseItems(blended.Items));
        _coarseAudio = audio is null ? null : new(() => new CoarseItems(audio.Items));
        Linked = links is null ? 0 : Enumerable.Range(0, tracks).Count(row => !links.Columns(row).IsEmpty);
    }

    /// <summary>Tracks.</summary>
    public int TrackCount => BlendedNorms.Length;

    /// <summary>What the parts count.</summary>
    public RelevanceWeights Weights { get; }

    /// <summary>Length of the blended vector by row; 0 where nothing is known.</summary>
    public float[] BlendedNorms { get; }

    /// <summary>Length of the embedding by row; 0 where the track was not heard.</summary>
    public float[] AudioNorms { get; }

    /// <summary>What having played a track adds to others; null for none.</summary>
    public SparseMatrix? Links { get; }

    internal FoldIn Blended { get; }

    internal FoldIn? Audio { get; }

    internal float[] RelativeScales { get; }

    internal float[] RelativeOffsets { get; }

    /// <summary>Tracks with a link.</summary>
    internal int Linked { get; }

    /// <summary>The relevance of all tracks to a listener.</summary>
    /// <param name="evidence">What they played and refused, each track once.</param>
    /// <param name="weights">Other weights than the space's; null for those.</param>
    /// <remarks>O(tracks · (rank + embedding size)).</remarks>
    public ListenerRelevance Of(IReadOnlyList<Evidence> evidence, RelevanceWeights? weights = null)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return new ListenerRelevance(this, evidence, weights ?? Weights, () => new float[TrackCount], null, null);
    }

    /// <summary>
    /// The same in arrays of a loan, which must outlive it; in a large library the scores of all tracks are coarse
    /// (<see cref="CoarseItems"/>), and only those asked for one by one are exact.
    /// </summary>
    internal ListenerRelevance Of(IReadOnlyList<Evidence> evidence, RelevanceWeights weights, RowBuffers.Loan loan) => TrackCount < CoarseFrom
        ? new ListenerRelevance(this, evidence, weights, loan.Take, null, null)
        : new ListenerRelevance(this, evidence, weights, loan.Take, _coarseBlended.Value, _coarseAudio?.Value);

    private static float[] Norms(FactorMatrix matrix)
    {
        float[] norms = new float[matrix.Rows];
        for (int row = 0; row < norms.Length; row++)
        {
            norms[row] = TensorPrimitives.Norm<float>(matrix.Row(row));
        }

        return norms;
    }
}
