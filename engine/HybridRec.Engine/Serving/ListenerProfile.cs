using HybridRec.Engine.Factorization;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Serving;

/// <summary>What one model makes of one listener: a score for every track, and what each play has to do with it.</summary>
/// <remarks>
/// The score is the relevance of <see cref="RelevanceSpace"/>, mixed as the training learned or the options say. It is the sum
/// of one contribution per play and dislike (Decision 5). Immutable and thread-safe. Made per request: O(tracks · (rank + embedding size)).
/// </remarks>
public sealed class ListenerProfile
{
    private readonly ServingModel _model;
    private readonly List<ListenerEvidence.Piece> _evidence;
    private readonly ListenerRelevance _relevance;
    private readonly float? _spread;
    private readonly Dictionary<int, double> _artistPlays = [];
    private readonly double _mostArtistPlays;

    /// <summary>Makes the profile.</summary>
    /// <param name="model">The model.</param>
    /// <param name="history">What the listener played and said.</param>
    /// <param name="options">Weights; null for the defaults.</param>
    public ListenerProfile(ServingModel model, ListenerHistory history, RecommenderOptions? options = null)
        : this(model, history, options, null)
    {
    }

    /// <summary>Makes the profile in arrays of a loan, which must outlive it, to look at a large library coarsely; null for exactly.</summary>
    internal ListenerProfile(ServingModel model, ListenerHistory history, RecommenderOptions? options, RowBuffers.Loan? loan)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(history);
        options ??= new();
        _model = model;
        NeverArtists = model.Find(history.NeverArtists);
        _evidence = ListenerEvidence.From(model, history, NeverArtists);
        RelevanceWeights weights = model.Relevance.Weights;
        weights = weights with { Audio = (float)(options.AudioWeight ?? weights.Audio) };
        Evidence[] evidence = [.. _evidence.Select(piece => piece.Evidence)];
        _relevance = loan is null ? model.Relevance.Of(evidence, weights) : model.Relevance.Of(evidence, weights, loan);
        foreach (ListenerEvidence.Piece piece in _evidence.Where(piece => piece.Plays > 0))
        {
            int artist = model.Artists[piece.Evidence.Row];
            double plays = _artistPlays[artist] = _artistPlays.GetValueOrDefault(artist) + piece.Plays;
            _mostArtistPlays = Math.Max(_mostArtistPlays, plays);
        }

        _spread = model.AudioVariances is { } variances ? _relevance.Spread(variances) : null;
        WellKnownArtists = _evidence.Where(piece => piece.Plays > 0).CountBy(piece => model.Artists[piece.Evidence.Row])
            .Where(artist => artist.Value >= options.Reranker.WellKnown).Select(artist => artist.Key).ToHashSet();
        PlayedRows = [.. _evidence.Where(piece => piece.Plays > 0).Select(piece => piece.Evidence.Row)];
        HistoryPopularity = PlayedRows.Count > 0 ? PlayedRows.Average(row => (double)model.Popularity[row]) : null;
    }

    /// <summary>Whether there is anything to score by: a play of a track with a vector.</summary>
    public bool HasTaste => _relevance.HasTaste;

    /// <summary>Whether the listener has a vector in the blended space.</summary>
    internal bool HasBlended => _relevance.HasBlended;

    /// <summary>Whether the listener has one by ear.</summary>
    internal bool HasAudio => _relevance.HasAudio;

    /// <summary>h_u: mean π over the distinct tracks the listener played, not weighted by plays; null without plays.</summary>
    /// <remarks>π is defined over user–track pairs (Decision 4), so a track counts once per listener here too.</remarks>
    public double? HistoryPopularity { get; }

    /// <summary>Rows of the tracks the listener played or liked, ascending; what <see cref="Contributions"/> is about.</summary>
    public IReadOnlyList<int> PlayedRows { get; }

    /// <summary>What the listener played and refused, by ascending row.</summary>
    internal IReadOnlyList<ListenerEvidence.Piece> Pieces => _evidence;

    /// <summary>Numbers of the artists of whom the listener played so many tracks that they know them well.</summary>
    internal IReadOnlySet<int> WellKnownArtists { get; }

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

        _relevance.ScoreAll(scores);
    }

    /// <summary>The score of one track, exact, where those of all tracks in a large library are not.</summary>
    /// <param name="row">The track's row.</param>
    internal float Score(int row) => _relevance.Score(row);

    /// <summary>
    /// One standard deviation of a track's score as far as its sound leaves it open: σ √(1 − w_i), all of σ where nobody played it. Null where there is no
    /// map from sound, or the track was not heard.
    /// </summary>
    /// <param name="row">The track's row.</param>
    public float? Uncertainty(int row) => _spread is { } spread && _model.AudioNorms[row] > 0
        ? spread * _relevance.Slope(row) * MathF.Sqrt(1 - Math.Clamp(_model.Weights[row], 0, 1))
        : null;

    /// <summary>Popularity-free relevance z of all tracks (Decision 3), from the blended space.</summary>
    /// <param name="relative">Output, shape (tracks); 0 where nothing is known.</param>
    /// <remarks>z is in standard deviations over listeners, whatever the scale of the scores.</remarks>
    internal void RelativeAll(Span<float> relative) => _relevance.Relative(relative);

    /// <summary>The parts of a track's score: in the blended space, z there, by links and by ear.</summary>
    /// <param name="row">The track's row.</param>
    public (float Blend, float Relative, float Links, float Audio) Parts(int row) => _relevance.Parts(row);

    /// <summary>Whether the score of a track rests on anything: it has a vector in a space that the listener has one in.</summary>
    /// <param name="row">The track's row.</param>
    public bool CanScore(int row) => _relevance.CanScore(row);

    /// <summary>Splits a track's score among the plays and the dislikes.</summary>
    /// <param name="row">The track's row.</param>
    /// <param name="perPlay">Output, shape (<see cref="PlayedRows"/>), in its order.</param>
    /// <returns>What all dislikes add together, below 0 for what is near to them; with <paramref name="perPlay"/> it sums to the score.</returns>
    /// <exception cref="ArgumentException">The length differs.</exception>
    public float Contributions(int row, Span<float> perPlay)
    {
        if (perPlay.Length != PlayedRows.Count)
        {
            throw new ArgumentException($"perPlay ({perPlay.Length}) does not fit {PlayedRows.Count} plays.", nameof(perPlay));
        }

        Span<float> perEvidence = new float[_evidence.Count];
        _relevance.AddContributions(row, perEvidence);

        // Skips have preference 0 and contribute nothing.
        int play = 0;
        float dislikes = 0;
        for (int i = 0; i < perEvidence.Length; i++)
        {
            if (_evidence[i].Plays > 0)
            {
                perPlay[play++] = perEvidence[i];
            }
            else
            {
                dislikes += perEvidence[i];
            }
        }

        return dislikes;
    }

    /// <summary>How well the listener knows the artist of a track: log-scaled plays, 0 (never) to 1 (their most played).</summary>
    /// <param name="row">The track's row.</param>
    public float Familiarity(int row) => _artistPlays.TryGetValue(_model.Artists[row], out double plays)
        ? (float)(Math.Log(1 + plays) / Math.Log(1 + _mostArtistPlays))
        : 0;
}
