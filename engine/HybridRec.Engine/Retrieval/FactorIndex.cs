using System.Numerics;
using System.Runtime.Intrinsics;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Retrieval;

/// <summary>Finds the items with the highest inner product, exactly, for many users at once. Immutable, thread-safe.</summary>
/// <remarks>
/// <para>
/// Items stand by falling norm. ⟨x, y⟩ ≤ ‖x‖ ‖y‖, so a user is done once that bound falls below the score of the worst
/// item kept (Teflioudi, Gemulla &amp; Mykytiuk, "LEMP", SIGMOD 2015). Until then scores of some users and a panel of items
/// are one product that stays in the first-level cache and is at once compared with each user's threshold, so that nearly
/// all scores are looked at only there: most of the time goes into multiply-adds.
/// </para>
/// <para>
/// The result is that of scoring all items: same items, same order, equal scores by item row, lower first; a user's scores
/// have the bits of <c>FactorScorer</c> in any block.
/// </para>
/// </remarks>
public sealed class FactorIndex
{
    /// <summary>Users whose factors, scores and thresholds stay near the core beside a panel of items.</summary>
    private const int UsersAtOnce = 96;

    /// <summary>Candidates of a block's users kept at most: 8 MB.</summary>
    private const int MaximumCandidates = 1 << 20;

    private readonly int[] _rowAt;
    private readonly float[] _panels;
    private readonly double[] _norms;

    /// <summary>Copies the factors, sorted and packed.</summary>
    /// <param name="items">Y, shape (items, rank), finite.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite, or a norm overflows; the message names the row.</exception>
    /// <remarks>O(items · (rank + log items)) time, 4 · items · rank bytes.</remarks>
    public FactorIndex(FactorMatrix items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Rank = items.Rank;
        _rowAt = [.. Enumerable.Range(0, items.Rows)];
        double[] norms = [.. _rowAt.Select(row => Norm(items.Row(row), row, "Item"))];
        Array.Sort([.. norms.Select(norm => -norm)], _rowAt);
        int width = MatrixProduct.PanelColumns;
        _panels = new float[MatrixProduct.PackedLength(Rank, items.Rows)];
        _norms = new double[(items.Rows + width - 1) / width];
        float[] gathered = new float[width * Rank];
        for (int panel = 0; panel < _norms.Length; panel++)
        {
            ReadOnlySpan<int> rows = RowsOf(panel);
            for (int at = 0; at < rows.Length; at++)
            {
                items.Row(rows[at]).CopyTo(gathered.AsSpan(at * Rank));
            }

            MatrixProduct.Pack(MatrixView.Dense(gathered, rows.Length, Rank).Transposed, _panels.AsSpan(panel * width * Rank));
            _norms[panel] = norms[rows[0]];
        }
    }

    /// <summary>Number of items.</summary>
    public int ItemCount => _rowAt.Length;

    /// <summary>Number of columns of the factors.</summary>
    public int Rank { get; }

    /// <summary>The best items of some users, best first.</summary>
    /// <param name="users">X, shape (users, rank).</param>
    /// <param name="userRows">Which users, finite each.</param>
    /// <param name="seen">Users × items: items of a user's row are not returned; null to return any.</param>
    /// <param name="excluded">True for items not to return to anybody, shape (items); empty excludes none.</param>
    /// <param name="wanted">Items a user, ≥ 1.</param>
    /// <param name="best">Output, shape (userRows · wanted), row-major.</param>
    /// <param name="found">Output, shape (userRows): how many were found, fewer than wanted where too few items qualify.</param>
    /// <exception cref="ArgumentException">A shape does not match or a user's factors are not finite; the message says which.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A user row does not exist.</exception>
    /// <remarks>At most users · items · rank multiply-adds, on the calling thread.</remarks>
    public void TopN(
        FactorMatrix users,
        ReadOnlySpan<int> userRows,
        InteractionMatrix? seen,
        ReadOnlySpan<bool> excluded,
        int wanted,
        Span<ScoredRow> best,
        Span<int> found)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        if (users.Rank != Rank || (seen is not null && (seen.RowCount != users.Rows || seen.ColumnCount != ItemCount))
            || (!excluded.IsEmpty && excluded.Length != ItemCount)
            || best.Length != (long)userRows.Length * wanted || found.Length != userRows.Length)
        {
            throw new ArgumentException(
                $"users ({users.Rows}, {users.Rank}), seen ({seen?.RowCount}, {seen?.ColumnCount}), excluded ({excluded.Length}), best ({best.Length}) "
                + $"and found ({found.Length}) do not fit {userRows.Length} users, {wanted} of items ({ItemCount}, {Rank}).");
        }

        int capacity = (int)Math.Min((2L * wanted) + 64, Math.Max(ItemCount, 1));
        int block = Math.Min(Math.Clamp(MaximumCandidates / capacity, 1, UsersAtOnce), Math.Max(userRows.Length, 1));
        Block buffers = new(this, block, wanted, capacity);
        for (int start = 0; start < userRows.Length; start += block)
        {
            int count = Math.Min(block, userRows.Length - start);
            buffers.Search(users, userRows.Slice(start, count), seen, excluded);
            for (int user = 0; user < count; user++)
            {
                found[start + user] = buffers.Finish(user, best.Slice((start + user) * wanted, wanted));
            }
        }
    }

    private ReadOnlySpan<int> RowsOf(int panel)
    {
        int start = panel * MatrixProduct.PanelColumns;
        return _rowAt.AsSpan(start, Math.Min(MatrixProduct.PanelColumns, _rowAt.Length - start));
    }

    private static double Norm(ReadOnlySpan<float> values, int row, string kind)
    {
        double squares = 0;
        foreach (float value in values)
        {
            squares += (double)value * value;
        }

        // With both norms below the root of half the largest float no partial sum overflows: no score is infinite or NaN.
        return squares < float.MaxValue / 2
            ? Math.Sqrt(squares)
            : throw new ArgumentException($"{kind} row {row} has a factor that is NaN, infinite or too large.");
    }

    /// <summary>Some users on their way through the panels.</summary>
    private sealed class Block(FactorIndex index, int users, int wanted, int capacity)
    {
        private readonly float[] _factors = new float[users * index.Rank];
        private readonly float[] _scores = new float[users * MatrixProduct.PanelColumns];
        private readonly double[] _norms = new double[users];
        private readonly int[] _owner = new int[users];
        private readonly ulong[] _seen = new ulong[checked(users * Words(index.ItemCount))];
        private readonly Shortlist[] _lists = [.. Enumerable.Range(0, users).Select(_ => new Shortlist(wanted, new ulong[capacity]))];

        private readonly int _words = Words(index.ItemCount);

        public int Finish(int user, Span<ScoredRow> best) => _lists[user].Finish(best);

        public void Search(FactorMatrix users, ReadOnlySpan<int> rows, InteractionMatrix? seen, ReadOnlySpan<bool> excluded)
        {
            int rank = index.Rank;
            for (int user = 0; user < rows.Length; user++)
            {
                users.Row(rows[user]).CopyTo(_factors.AsSpan(user * rank));
                _norms[user] = Norm(users.Row(rows[user]), rows[user], "User");
                _owner[user] = user;
                _lists[user].Clear();
                Mark(user, seen is null ? [] : seen.Columns(rows[user]), true);
            }

            // A computed score may exceed the product of the norms by the rounding of rank additions.
            double slack = 1 + ((rank + 8) * 1.2e-7);
            int active = rows.Length;
            for (int panel = 0; panel < index._norms.Length && active > 0; panel++)
            {
                MatrixProduct.MultiplyPacked(
                    MatrixView.Dense(_factors, active, rank),
                    index._panels.AsSpan(panel * MatrixProduct.PanelColumns * rank, MatrixProduct.PanelColumns * rank),
                    MatrixProduct.PanelColumns,
                    _scores,
                    MatrixProduct.PanelColumns,
                    accumulate: false);
                Sift(panel, active, excluded);
                double reach = panel + 1 < index._norms.Length ? index._norms[panel + 1] * slack : 0;
                for (int at = active - 1; at >= 0; at--)
                {
                    if (_norms[at] * reach < _lists[_owner[at]].Threshold)
                    {
                        active--;
                        Move(active, at);
                    }
                }
            }

            for (int user = 0; user < rows.Length; user++)
            {
                Mark(user, seen is null ? [] : seen.Columns(rows[user]), false);
            }
        }

        /// <summary>Offers what reaches the users' thresholds.</summary>
        private void Sift(int panel, int active, ReadOnlySpan<bool> excluded)
        {
            ReadOnlySpan<int> rows = index.RowsOf(panel);
            int width = MatrixProduct.PanelColumns;
            uint whole = uint.MaxValue >> (32 - rows.Length);
            for (int at = 0; at < active; at++)
            {
                Shortlist list = _lists[_owner[at]];
                ref float scores = ref _scores[at * width];
                Vector256<float> threshold = Vector256.Create(list.Threshold);
                uint reached = 0;
                for (int column = 0; column < width; column += Vector256<float>.Count)
                {
                    reached |= Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(ref scores, (nuint)column), threshold)
                        .ExtractMostSignificantBits() << column;
                }

                for (reached &= whole; reached != 0; reached &= reached - 1)
                {
                    int column = BitOperations.TrailingZeroCount(reached);
                    int row = rows[column];
                    ulong word = _seen[(_owner[at] * _words) + (row >> 6)];
                    if ((word >> (row & 63) & 1) == 0 && (excluded.IsEmpty || !excluded[row]))
                    {
                        list.Offer(row, _scores[(at * width) + column]);
                    }
                }
            }
        }

        /// <summary>Puts one user in another's place, who is done.</summary>
        private void Move(int from, int to)
        {
            _factors.AsSpan(from * index.Rank, index.Rank).CopyTo(_factors.AsSpan(to * index.Rank));
            _norms[to] = _norms[from];
            _owner[to] = _owner[from];
        }

        private static int Words(int items) => (items + 63) / 64;

        private void Mark(int user, ReadOnlySpan<int> items, bool isSeen)
        {
            Span<ulong> words = _seen.AsSpan(user * _words, _words);
            foreach (int item in items)
            {
                words[item >> 6] = isSeen ? words[item >> 6] | (1UL << (item & 63)) : 0;
            }
        }
    }
}
