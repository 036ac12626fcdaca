namespace HybridRec.Engine.Reranking;

/// <summary>What each candidate adds to the likeness of a growing list's genres to the listener's own (Steck, RecSys 2018).</summary>
/// <remarks>
/// The list is to have a small C = Σ_g p_g ln(p_g ÷ q̃_g), q̃ = (1 − α)q + αp, α = 0.01, q the genres of the list so far. C is a sum over
/// genres, so adding a candidate changes it by its own genres' terms, and a table of genre × number of genres says by how much;
/// what every candidate changes alike (the list grows) is left out.
/// <para>
/// p ∝ share^(1 − d/2): the further out the dial, the flatter, so that at d = 1 the edge of a taste counts by its root. Calibration to
/// the shares themselves would serve an average, and undo what the dial is for.
/// </para>
/// Not thread-safe. O(genres) a pick, and O(genres of all candidates) to price them.
/// </remarks>
internal sealed class GenreBalance
{
    private const double Smoothing = 0.01;

    private readonly GenreTaste _taste;
    private readonly int _mostGenres;
    private readonly double[] _target;
    private readonly double[] _listed;
    private readonly float[] _prices;
    private int _picked;

    public GenreBalance(GenreTaste taste)
    {
        _taste = taste;
        _mostGenres = taste.Of.Select(own => own.Length).DefaultIfEmpty().Max();
        _target = new double[taste.Shares.Length];
        _listed = new double[taste.Shares.Length];
        _prices = new float[taste.Shares.Length * _mostGenres];
    }

    /// <summary>Whether anything is known to balance.</summary>
    public bool Matters => _prices.Length > 0;

    /// <summary>Begins a list.</summary>
    /// <param name="discovery">d, 0 to 1.</param>
    public void Begin(double discovery)
    {
        double all = 0;
        for (int genre = 0; genre < _target.Length; genre++)
        {
            _target[genre] = _taste.Shares[genre] > 0 ? Math.Pow(_taste.Shares[genre], 1 - (discovery / 2)) : 0;
            all += _target[genre];
        }

        for (int genre = 0; genre < _target.Length; genre++)
        {
            _target[genre] /= all;
        }

        Array.Clear(_listed);
        _picked = 0;
    }

    /// <summary>Puts a candidate on the list.</summary>
    public void Add(int candidate)
    {
        _picked++;
        foreach (int genre in _taste.Of[candidate])
        {
            _listed[genre] += 1.0 / _taste.Of[candidate].Length;
        }
    }

    /// <summary>What each candidate would lower C by, times a weight.</summary>
    /// <param name="weight">Relevance that one nat is worth.</param>
    /// <param name="gains">Output, shape (candidates); 0 for one without a genre of the listener's.</param>
    public void Price(float weight, Span<float> gains)
    {
        for (int genre = 0; genre < _target.Length; genre++)
        {
            for (int genres = 1; genres <= _mostGenres; genres++)
            {
                double without = Smoothed(genre, _listed[genre]);
                double with = Smoothed(genre, _listed[genre] + (1.0 / genres));
                _prices[(genre * _mostGenres) + genres - 1] = (float)(weight * _target[genre] * Math.Log(with / without));
            }
        }

        for (int candidate = 0; candidate < gains.Length; candidate++)
        {
            float gain = 0;
            int[] own = _taste.Of[candidate];
            foreach (int genre in own)
            {
                gain += _prices[(genre * _mostGenres) + own.Length - 1];
            }

            gains[candidate] = gain;
        }
    }

    private double Smoothed(int genre, double listed) =>
        ((1 - Smoothing) * listed / (_picked + 1)) + (Smoothing * _target[genre]);
}
