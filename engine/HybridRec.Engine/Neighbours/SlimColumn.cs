using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>Solves the columns of <see cref="Slim"/> one after the other with the buffers of one worker.</summary>
internal sealed class SlimColumn
{
    /// <summary>Users added to n_i, so that two chance encounters do not make a neighbour.</summary>
    private const float Damping = 5f;

    private readonly InteractionMatrix _users;
    private readonly InteractionMatrix _items;
    private readonly SlimOptions _options;
    private readonly int _activeUsers;
    private readonly float[] _together;
    private readonly int[] _met;
    private readonly bool[] _playedIt;
    private readonly int[] _ends;
    private readonly int[] _touched;
    private readonly ScoredRow[] _nearest;
    private readonly float[] _equations;
    private readonly float[] _solution;
    private int[] _places = [];

    /// <param name="users">Plays, users × items.</param>
    /// <param name="activeUsers">|U|, users with plays.</param>
    /// <param name="options">Hyperparameters.</param>
    public SlimColumn(InteractionMatrix users, int activeUsers, SlimOptions options)
    {
        _users = users;
        _items = users.Transpose();
        _options = options;
        _activeUsers = activeUsers;
        _together = new float[users.ColumnCount];
        _met = new int[users.ColumnCount];
        _playedIt = new bool[users.RowCount];
        _ends = new int[users.RowCount];
        _touched = new int[users.RowCount];
        _nearest = new ScoredRow[Math.Min(options.Neighbours, Math.Max(1, users.ColumnCount))];
        int order = SymmetricUpdate.PaddedOrder(_nearest.Length);
        _equations = new float[order * order];
        _solution = new float[order];
    }

    /// <summary>The weights of the items that an item is predicted from.</summary>
    /// <param name="item">j.</param>
    /// <returns>i and B_ij, i ascending.</returns>
    /// <exception cref="FactorizationException">The equations are singular.</exception>
    public ScoredRow[] Solve(int item)
    {
        int count = FindNearest(item);
        if (count == 0)
        {
            return [];
        }

        ReadOnlySpan<ScoredRow> nearest = _nearest.AsSpan(0, count);
        int order = SymmetricUpdate.PaddedOrder(count);
        Array.Clear(_equations, 0, order * order);
        Array.Clear(_solution);
        foreach (int user in _items.Columns(item))
        {
            _playedIt[user] = true;
        }

        AddPairs(nearest, order);
        foreach (int user in _items.Columns(item))
        {
            _playedIt[user] = false;
        }

        float ridge = _options.Regularization * MathF.Pow(
            _items.Columns(item).Length + (_options.UnobservedWeight * _activeUsers), _options.FrequencyExponent);
        for (int at = 0; at < order; at++)
        {
            // Padding unknowns get the equation 1 · b = 0.
            _equations[(at * order) + at] = at < count ? _equations[(at * order) + at] + ridge : 1f;
        }

        // Σ_u c_uj x_ui x_uj = n_ij.
        for (int at = 0; at < count; at++)
        {
            _solution[at] = nearest[at].Score;
        }

        if (!Cholesky.TryFactor(_equations, order, out _))
        {
            throw new FactorizationException($"item row {item} of SLIM", _options.Regularization);
        }

        Cholesky.Solve(_equations, order, _solution.AsSpan(0, order));
        ScoredRow[] column = new ScoredRow[count];
        for (int at = 0; at < count; at++)
        {
            column[at] = new ScoredRow(nearest[at].Row, _solution[at]);
        }

        return column;
    }

    /// <summary>N_j, ascending, with n_ij as the score.</summary>
    private int FindNearest(int item)
    {
        int met = 0;
        foreach (int user in _items.Columns(item))
        {
            foreach (int other in _users.Columns(user))
            {
                if (_together[other]++ == 0)
                {
                    _met[met++] = other;
                }
            }
        }

        BoundedHeap heap = new(_nearest);
        foreach (int other in _met.AsSpan(0, met))
        {
            if (other != item)
            {
                heap.Offer(other, _together[other] / MathF.Sqrt(_items.Columns(other).Length + Damping));
            }
        }

        int count = heap.Finish();
        Span<ScoredRow> nearest = _nearest.AsSpan(0, count);
        nearest.Sort(static (a, b) => a.Row.CompareTo(b.Row));
        for (int at = 0; at < count; at++)
        {
            nearest[at] = new ScoredRow(nearest[at].Row, _together[nearest[at].Row]);
        }

        foreach (int other in _met.AsSpan(0, met))
        {
            _together[other] = 0;
        }

        return count;
    }

    /// <summary>A += Σ_u c_uj x_u x_uᵀ over the neighbours, upper triangle.</summary>
    private void AddPairs(ReadOnlySpan<ScoredRow> nearest, int order)
    {
        // Which of the neighbours each user played: counted, laid out one user after the other, filled in.
        int touched = 0;
        foreach (ScoredRow neighbour in nearest)
        {
            foreach (int user in _items.Columns(neighbour.Row))
            {
                if (_ends[user]++ == 0)
                {
                    _touched[touched++] = user;
                }
            }
        }

        int total = 0;
        for (int at = 0; at < touched; at++)
        {
            (_ends[_touched[at]], total) = (total, total + _ends[_touched[at]]);
        }

        if (_places.Length < total)
        {
            _places = new int[Math.Max(total, 2 * _places.Length)];
        }

        for (int at = 0; at < nearest.Length; at++)
        {
            foreach (int user in _items.Columns(nearest[at].Row))
            {
                _places[_ends[user]++] = at;
            }
        }

        int start = 0;
        foreach (int user in _touched.AsSpan(0, touched))
        {
            ReadOnlySpan<int> places = _places.AsSpan(start, _ends[user] - start);
            start = _ends[user];
            _ends[user] = 0;
            float weight = _playedIt[user] ? 1f : _options.UnobservedWeight;
            for (int at = 0; at < places.Length; at++)
            {
                Span<float> row = _equations.AsSpan(places[at] * order, order);
                foreach (int place in places[at..])
                {
                    row[place] += weight;
                }
            }
        }
    }
}
