using System.Numerics.Tensors;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Serving;

/// <summary>What one model makes of one listener: a score for every track, and what each play has to do with it.</summary>
/// <remarks>
/// score_i = ρ_b · s_i/σ_b + β · ρ_a · a_i/σ_a. s_i = x_uᵀy_i in the blended space and a_i = p_uᵀe_i on the centred audio
/// embeddings, both by <see cref="FoldIn"/>; σ is the root mean square of that space's scores over the tracks that have a
/// vector there; ρ is the share of the listener's positive confidence on such tracks. So whoever plays what nobody else
/// played is served by ear, and whoever plays what nobody heard by the factors. A space with σ = 0 is left out.
/// The score is linear in the plays' preferences, so it is the sum of one contribution per play (Decision 5).
/// Immutable and thread-safe. Made per request: O(tracks · (rank + embedding size)).
/// </remarks>
public sealed class ListenerProfile
{
    private readonly ServingModel _model;
    private readonly List<ListenerEvidence.Piece> _evidence;
    private readonly ScoredSpace? _blended;
    private readonly ScoredSpace? _audio;
    private readonly Dictionary<int, double> _artistPlays = [];
    private readonly double _mostArtistPlays;

    /// <summary>Makes the profile.</summary>
    /// <param name="model">The model.</param>
    /// <param name="history">What the listener played and said.</param>
    /// <param name="options">Weights; null for the defaults.</param>
    public ListenerProfile(ServingModel model, ListenerHistory history, RecommenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(history);
        options ??= new();
        _model = model;
        NeverArtists = model.Find(history.NeverArtists);
        _evidence = ListenerEvidence.From(model, history, NeverArtists);
        _blended = ScoredSpace.Create(model.BlendedFoldIn, model.BlendedNorms, _evidence, 1);
        _audio = model.AudioFoldIn is { } ear
            ? ScoredSpace.Create(ear, model.AudioNorms, _evidence, options.AudioWeight)
            : null;
        foreach (ListenerEvidence.Piece piece in _evidence.Where(piece => piece.Plays > 0))
        {
            int artist = model.Artists[piece.Evidence.Row];
            double plays = _artistPlays[artist] = _artistPlays.GetValueOrDefault(artist) + piece.Plays;
            _mostArtistPlays = Math.Max(_mostArtistPlays, plays);
        }

        PlayedRows = [.. _evidence.Where(piece => piece.Plays > 0).Select(piece => piece.Evidence.Row)];
        HistoryPopularity = PlayedRows.Count > 0 ? PlayedRows.Average(row => (double)model.Popularity[row]) : null;
    }

    /// <summary>Whether there is anything to score by: a play of a track with a vector.</summary>
    public bool HasTaste => _blended is not null || _audio is not null;

    /// <summary>h_u: mean π over the distinct tracks the listener played, not weighted by plays; null without plays.</summary>
    /// <remarks>π is defined over user–track pairs (Decision 4), so a track counts once per listener here too.</remarks>
    public double? HistoryPopularity { get; }

    /// <summary>Rows of the tracks the listener played or liked, ascending; what <see cref="Contributions"/> is about.</summary>
    public IReadOnlyList<int> PlayedRows { get; }

    /// <summary>Artist numbers never to be shown.</summary>
    internal IReadOnlySet<int> NeverArtists { get; }

    /// <summary>Scores all tracks.</summary>
    /// <param name="scores">Output, shape (tracks); 0 where nothing is known.</param>
    /// <exception cref="ArgumentException">The length differs.</exception>
    public void ScoreAll(Span<float> scores)
    {
        if (scores.Length != _model.Tracks.Count)
        {
            throw new ArgumentException($"scores ({scores.Length}) do not fit {_model.Tracks.Count} tracks.", nameof(scores));
        }

        scores.Clear();
        _blended?.AddTo(scores);
        _audio?.AddTo(scores);
    }

    /// <summary>Popularity-free relevance z of all tracks (Decision 3), from the blended space.</summary>
    /// <param name="relative">Output, shape (tracks); 0 where nothing is known.</param>
    /// <remarks>z is in standard deviations over listeners, whatever the scale of the scores.</remarks>
    internal void RelativeAll(Span<float> relative)
    {
        relative.Clear();
        _blended?.Relative(_model, relative);
    }

    /// <summary>The two parts of a track's score: by the blended space and by ear.</summary>
    /// <param name="row">The track's row.</param>
    public (float Blend, float Audio) Parts(int row) => (_blended?.Score(row) ?? 0, _audio?.Score(row) ?? 0);

    /// <summary>Whether the score of a track rests on anything: it has a vector in a space that the listener has one in.</summary>
    /// <param name="row">The track's row.</param>
    public bool CanScore(int row) =>
        (_blended is not null && _model.BlendedNorms[row] > 0) || (_audio is not null && _model.AudioNorms[row] > 0);

    /// <summary>Splits a track's score among the plays.</summary>
    /// <param name="row">The track's row.</param>
    /// <param name="perPlay">Output, shape (<see cref="PlayedRows"/>), in its order; sums to the score.</param>
    /// <exception cref="ArgumentException">The length differs.</exception>
    public void Contributions(int row, Span<float> perPlay)
    {
        if (perPlay.Length != PlayedRows.Count)
        {
            throw new ArgumentException($"perPlay ({perPlay.Length}) does not fit {PlayedRows.Count} plays.", nameof(perPlay));
        }

        Span<float> perEvidence = new float[_evidence.Count];
        _blended?.AddContributions(row, perEvidence);
        _audio?.AddContributions(row, perEvidence);

        // Evidence against a track alone has preference 0 and contributes nothing.
        int play = 0;
        for (int i = 0; i < perEvidence.Length; i++)
        {
            if (_evidence[i].Plays > 0)
            {
                perPlay[play++] = perEvidence[i];
            }
        }
    }

    /// <summary>How well the listener knows the artist of a track: log-scaled plays, 0 (never) to 1 (their most played).</summary>
    /// <param name="row">The track's row.</param>
    public float Familiarity(int row) => _artistPlays.TryGetValue(_model.Artists[row], out double plays)
        ? (float)(Math.Log(1 + plays) / Math.Log(1 + _mostArtistPlays))
        : 0;

    /// <summary>One of the two spaces, with the listener folded in.</summary>
    private sealed class ScoredSpace
    {
        private readonly FoldedUser _user;
        private readonly int[] _evidenceOf;
        private readonly float[] _scores;
        private readonly float _scale;

        private ScoredSpace(FoldedUser user, int[] evidenceOf, float[] scores, float scale)
        {
            _user = user;
            _evidenceOf = evidenceOf;
            _scores = scores;
            _scale = scale;
        }

        /// <returns>The space, or null if it has nothing to say about the listener.</returns>
        public static ScoredSpace? Create(
            FoldIn foldIn, ReadOnlySpan<float> norms, List<ListenerEvidence.Piece> evidence, double weight)
        {
            double all = 0;
            double here = 0;
            List<int> evidenceOf = [];
            for (int i = 0; i < evidence.Count; i++)
            {
                all += evidence[i].Positive;
                if (norms[evidence[i].Evidence.Row] > 0)
                {
                    here += evidence[i].Positive;
                    evidenceOf.Add(i);
                }
            }

            if (here <= 0 || weight <= 0)
            {
                return null;
            }

            FoldedUser user = foldIn.Fold([.. evidenceOf.Select(i => evidence[i].Evidence)]);
            float[] scores = new float[norms.Length];
            ExactSearch.ScoreAll(user.Factors, foldIn.Items, scores);
            int withVector = norms.Length - norms.Count(0f);
            double rootMeanSquare = Math.Sqrt(TensorPrimitives.SumOfSquares<float>(scores) / withVector);
            return rootMeanSquare > 0
                ? new ScoredSpace(user, [.. evidenceOf], scores, (float)(weight * (here / all) / rootMeanSquare))
                : null;
        }

        public float Score(int row) => _scale * _scores[row];

        public void Relative(ServingModel model, Span<float> relative) => TensorPrimitives.MultiplyAdd(
            _scores, model.RelativeScales, model.RelativeOffsets, relative);

        public void AddTo(Span<float> scores) => TensorPrimitives.MultiplyAdd(_scores, _scale, scores, scores);

        public void AddContributions(int row, Span<float> perEvidence)
        {
            Span<float> own = new float[_evidenceOf.Length];
            _user.Contributions(row, own);
            for (int i = 0; i < own.Length; i++)
            {
                perEvidence[_evidenceOf[i]] += _scale * own[i];
            }
        }
    }
}
