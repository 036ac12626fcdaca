using System.Numerics.Tensors;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Retrieval;

/// <summary>The parts of relevance of every track to one listener, and what each play has to do with them. Thread-safe.</summary>
/// <remarks>
/// Linear in the listener's preferences but for a scale of the listener and a constant of each track in z, which is shared
/// out evenly among the plays; so a score is the sum of <see cref="AddContributions"/> (Decision 5).
/// </remarks>
public sealed class ListenerRelevance
{
    private readonly RelevanceSpace _space;
    private readonly IReadOnlyList<Evidence> _evidence;
    private readonly Folded? _blended;
    private readonly Folded? _audio;
    private readonly float[]? _relative;
    private readonly float[]? _links;
    private readonly float _relativeScale;
    private readonly float _linksScale;

    /// <param name="space">What it is made of.</param>
    /// <param name="evidence">What the listener played and refused.</param>
    /// <param name="weights">What the parts count.</param>
    /// <param name="zeros">Makes an array of zeros, shape (tracks).</param>
    /// <param name="blended">Scores all tracks in the blended space coarsely; null for exactly.</param>
    /// <param name="audio">The same by ear.</param>
    internal ListenerRelevance(
        RelevanceSpace space,
        IReadOnlyList<Evidence> evidence,
        RelevanceWeights weights,
        Func<float[]> zeros,
        CoarseItems? blended,
        CoarseItems? audio)
    {
        _space = space;
        _evidence = evidence;
        double all = evidence.Sum(Positive);
        _blended = Folded.Create(space.Blended, space.BlendedNorms, evidence, all, 1, zeros, blended);
        _audio = space.Audio is { } ear ? Folded.Create(ear, space.AudioNorms, evidence, all, weights.Audio, zeros, audio) : null;
        if (_blended is not null)
        {
            _relative = zeros();
            TensorPrimitives.MultiplyAdd(_blended.Scores, space.RelativeScales, space.RelativeOffsets, _relative);
            double deviation = Math.Sqrt(
                TensorPrimitives.SumOfSquares<float>(_relative) / Math.Max(1, space.TrackCount - space.RelativeScales.AsSpan().Count(0f)));
            _relativeScale = deviation > 0 ? (float)(weights.Relative * _blended.Share / deviation) : 0;
        }

        if (space.Links is { } links && weights.Links > 0)
        {
            _links = zeros();
            double here = 0;
            foreach (Evidence piece in evidence)
            {
                if (!links.Columns(piece.Row).IsEmpty)
                {
                    here += Positive(piece);
                    links.AddRow(piece.Row, piece.Preference, _links);
                }
            }

            double deviation = Math.Sqrt(TensorPrimitives.SumOfSquares<float>(_links) / Math.Max(1, space.Linked));
            _linksScale = deviation > 0 && all > 0 ? (float)(weights.Links * here / all / deviation) : 0;
        }
    }

    /// <summary>Whether any part has anything to say.</summary>
    public bool HasTaste => HasBlended || HasAudio;

    /// <summary>Whether the blended space has.</summary>
    internal bool HasBlended => _blended is not null;

    /// <summary>Whether the ear has.</summary>
    internal bool HasAudio => _audio is not null;

    /// <summary>Whether the score of a track rests on anything.</summary>
    /// <param name="row">The track.</param>
    public bool CanScore(int row) =>
        (_blended is not null && _space.BlendedNorms[row] > 0) || (_audio is not null && _space.AudioNorms[row] > 0);

    /// <summary>Relevance of one track, exact.</summary>
    /// <param name="row">The track.</param>
    public float Score(int row)
    {
        (float blend, float relative, float links, float audio) = Parts(row);
        return blend + relative + links + audio;
    }

    /// <summary>Relevance of every track.</summary>
    /// <param name="scores">Output, shape (tracks); 0 where nothing is known.</param>
    public void ScoreAll(Span<float> scores)
    {
        scores.Clear();
        AddBlended(scores);
        AddRelative(scores);
        AddLinks(scores);
        AddAudio(scores);
    }

    /// <summary>Popularity-free relevance z of every track, in standard deviations over listeners; 0 where unknown.</summary>
    /// <param name="relative">Output, shape (tracks).</param>
    public void Relative(Span<float> relative)
    {
        relative.Clear();
        _relative?.CopyTo(relative);
    }

    /// <summary>The parts of a track's score: in the blended space, z there, by links and by ear. They sum to it.</summary>
    /// <param name="row">The track.</param>
    public (float Blend, float Relative, float Links, float Audio) Parts(int row) => (
        _blended?.Score(row) ?? 0,
        _blended is null ? 0 : _relativeScale * ((_space.RelativeScales[row] * _blended.Plain(row)) + _space.RelativeOffsets[row]),
        _links is null ? 0 : _linksScale * _links[row],
        _audio?.Score(row) ?? 0);

    /// <summary>Adds what each piece of evidence contributes to a track's score.</summary>
    /// <param name="row">The track.</param>
    /// <param name="perEvidence">Sums, in the order of the evidence.</param>
    public void AddContributions(int row, Span<float> perEvidence)
    {
        if (_blended is not null)
        {
            // s and z are the same contributions on two scales, and z has a constant beside.
            float scale = _blended.Scale + (_relativeScale * _space.RelativeScales[row]);
            _blended.AddContributions(row, scale, _relativeScale * _space.RelativeOffsets[row], perEvidence);
        }

        _audio?.AddContributions(row, _audio.Scale, 0, perEvidence);
        for (int i = 0; i < perEvidence.Length && _linksScale > 0; i++)
        {
            perEvidence[i] += _linksScale * _evidence[i].Preference * _space.Links![_evidence[i].Row, row];
        }
    }

    /// <summary>The standard deviation of the listener's score in the blended space where a track's vector has some variances: √(Σ_d x_d² v_d).</summary>
    /// <param name="variances">Of the dimensions, independent, shape (rank).</param>
    internal float Spread(ReadOnlySpan<float> variances)
    {
        double sum = 0;
        ReadOnlySpan<float> x = _blended is null ? [] : _blended.Listener;
        for (int k = 0; k < x.Length; k++)
        {
            sum += (double)x[k] * x[k] * variances[k];
        }

        return (float)Math.Sqrt(sum);
    }

    /// <summary>By how much relevance changes with the score in the blended space.</summary>
    /// <param name="row">The track.</param>
    internal float Slope(int row) => _blended is null ? 0 : Math.Abs(_blended.Scale + (_relativeScale * _space.RelativeScales[row]));

    internal void AddBlended(Span<float> scores)
    {
        if (_blended is not null)
        {
            TensorPrimitives.MultiplyAdd(_blended.Scores, _blended.Scale, scores, scores);
        }
    }

    internal void AddRelative(Span<float> scores)
    {
        if (_relative is not null)
        {
            TensorPrimitives.MultiplyAdd(_relative, _relativeScale, scores, scores);
        }
    }

    internal void AddLinks(Span<float> scores)
    {
        if (_links is not null)
        {
            TensorPrimitives.MultiplyAdd(_links, _linksScale, scores, scores);
        }
    }

    internal void AddAudio(Span<float> scores)
    {
        if (_audio is not null)
        {
            TensorPrimitives.MultiplyAdd(_audio.Scores, _audio.Scale, scores, scores);
        }
    }

    private static double Positive(Evidence piece) => piece.Confidence * Math.Max(0, piece.Preference);

    /// <summary>A space with the listener folded in.</summary>
    private sealed class Folded
    {
        private readonly FoldedUser _user;
        private readonly FactorMatrix _items;
        private readonly int[] _evidenceOf;
        private readonly int _speaking;

        private Folded(FoldedUser user, FactorMatrix items, int[] evidenceOf, float[] scores, float share, float scale)
        {
            _user = user;
            _items = items;
            _evidenceOf = evidenceOf;
            _speaking = user.Evidence.Count(piece => piece.Preference > 0);
            Scores = scores;
            Share = share;
            Scale = scale;
        }

        /// <summary>The listener's vector.</summary>
        public ReadOnlySpan<float> Listener => _user.Factors;

        /// <summary>Scores of all tracks, as exact as asked.</summary>
        public float[] Scores { get; }

        /// <summary>ρ.</summary>
        public float Share { get; }

        /// <summary>What a score is multiplied by in the relevance.</summary>
        public float Scale { get; }

        /// <returns>The space, or null if it has nothing to say about the listener.</returns>
        public static Folded? Create(
            FoldIn foldIn,
            float[] norms,
            IReadOnlyList<Evidence> evidence,
            double all,
            float weight,
            Func<float[]> zeros,
            CoarseItems? coarse)
        {
            double here = 0;
            List<int> evidenceOf = [];
            for (int i = 0; i < evidence.Count; i++)
            {
                if (norms[evidence[i].Row] > 0)
                {
                    here += Positive(evidence[i]);
                    evidenceOf.Add(i);
                }
            }

            if (here <= 0 || weight <= 0)
            {
                return null;
            }

            FoldedUser user = foldIn.Fold([.. evidenceOf.Select(i => evidence[i])]);
            float[] scores = zeros();
            if (coarse is null)
            {
                ExactSearch.ScoreAll(user.Factors, foldIn.Items, scores);
            }
            else
            {
                coarse.ScoreAll(user.Factors, scores);
            }

            int withVector = norms.Length - norms.AsSpan().Count(0f);
            double rootMeanSquare = Math.Sqrt(TensorPrimitives.SumOfSquares<float>(scores) / withVector);
            float share = (float)(here / all);
            return rootMeanSquare > 0
                ? new Folded(user, foldIn.Items, [.. evidenceOf], scores, share, (float)(weight * share / rootMeanSquare))
                : null;
        }

        /// <summary>A track's score, exact.</summary>
        public float Plain(int row) => TensorPrimitives.Dot<float>(_user.Factors, _items.Row(row));

        public float Score(int row) => Scale * Plain(row);

        public void AddContributions(int row, float scale, float constant, Span<float> perEvidence)
        {
            Span<float> own = new float[_evidenceOf.Length];
            _user.Contributions(row, own);
            for (int i = 0; i < own.Length; i++)
            {
                float even = _user.Evidence[i].Preference > 0 ? constant / _speaking : 0;
                perEvidence[_evidenceOf[i]] += (scale * own[i]) + even;
            }
        }
    }
}
