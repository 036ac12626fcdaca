namespace HybridRec.Engine.Numerics;

/// <summary>Keeps the best of a stream of scored rows in a buffer of the caller's: a heap whose root is the worst kept.</summary>
/// <param name="kept">The buffer; its length is the number of rows to keep.</param>
internal ref struct BoundedHeap(Span<ScoredRow> kept)
{
    private readonly Span<ScoredRow> _kept = kept;
    private int _count;

    /// <summary>Keeps the row if it is among the best so far.</summary>
    /// <param name="row">The row.</param>
    /// <param name="score">Its score.</param>
    /// <exception cref="ArgumentException">The score is NaN.</exception>
    public void Offer(int row, float score)
    {
        if (float.IsNaN(score))
        {
            throw new ArgumentException($"Item row {row} has score NaN.");
        }

        ScoredRow candidate = new(row, score);
        if (_count < _kept.Length)
        {
            int child = _count++;
            for (; child > 0; child = (child - 1) / 2)
            {
                ScoredRow parent = _kept[(child - 1) / 2];
                if (!Better(parent, candidate))
                {
                    break;
                }

                _kept[child] = parent;
            }

            _kept[child] = candidate;
        }
        else if (_count > 0 && Better(candidate, _kept[0]))
        {
            SiftDown(candidate, _count);
        }
    }

    /// <summary>Sorts what was kept, best first.</summary>
    /// <returns>How many rows were kept.</returns>
    public int Finish()
    {
        for (int end = _count - 1; end > 0; end--)
        {
            ScoredRow last = _kept[end];
            _kept[end] = _kept[0];
            SiftDown(last, end);
        }

        return _count;
    }

    private static bool Better(ScoredRow a, ScoredRow b) => a.Score > b.Score || (a.Score == b.Score && a.Row < b.Row);

    /// <summary>Places a value, starting from the root of the first <paramref name="count"/> entries.</summary>
    private readonly void SiftDown(ScoredRow value, int count)
    {
        int hole = 0;
        for (int child = 1; child < count; child = (2 * hole) + 1)
        {
            if (child + 1 < count && Better(_kept[child], _kept[child + 1]))
            {
                child++;
            }

            if (!Better(value, _kept[child]))
            {
                break;
            }

            _kept[hole] = _kept[child];
            hole = child;
        }

        _kept[hole] = value;
    }
}
