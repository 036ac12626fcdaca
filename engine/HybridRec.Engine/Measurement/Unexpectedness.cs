using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Measurement;

/// <summary>Unexpectedness of item i for user u: 1 − max over j in H_u of s_ij. Immutable, thread-safe.</summary>
/// <remarks>
/// s_ij is the <see cref="DampedNpmi"/> of i and j over the |U| users with training plays. A user without history, and an
/// item that nobody played, give 1. An item that is itself in the history meets itself there (n_ii = n_i).
/// After Adamopoulos &amp; Tuzhilin, TIST 2014 (unexpectedness as distance from what is expected); by NPMI: Kaminskas &amp;
/// Bridge, RecSys 2014 workshop on recommender evaluation.
/// <para>
/// Item by item: the users of i are walked through once to count n_ij for all j in a dense row; then the maximum is read
/// off for the histories of all users whose lists show i. That is one increment for each history item of each user of
/// each shown item, and one lookup for each history item of each list item. Items are renumbered by popularity, so that
/// most of the row's traffic stays in the first-level cache. The most popular items, which cost the most to count and stand
/// in most lists, keep their s_ij as float32 for the next model, up to 256 MB.
/// </para>
/// </remarks>
public sealed class Unexpectedness
{
    private const int ItemsPerBlock = 32;
    private const long KeptBytes = 256L << 20;

    private readonly int _users;
    private readonly int[] _rankOf;
    private readonly int[] _userStarts;
    private readonly int[] _histories;
    private readonly int[] _itemStarts;
    private readonly int[] _usersOf;
    private readonly double[] _logCount;
    private readonly double[] _gain;
    private readonly double[] _logOf;
    private readonly float[]?[] _kept;

    /// <summary>Prepares the tables that all lists share.</summary>
    /// <param name="train">Training plays, users × items; a count of 1 or 1,000 is the same.</param>
    /// <remarks>O(pairs · log).</remarks>
    public Unexpectedness(InteractionMatrix train)
        : this(train, keptRows: null)
    {
    }

    /// <summary>As above, with another number of items that keep their row.</summary>
    internal Unexpectedness(InteractionMatrix train, int? keptRows)
    {
        ArgumentNullException.ThrowIfNull(train);
        InteractionMatrix items = train.Transpose();
        _kept = new float[keptRows ?? (int)Math.Min(items.RowCount, KeptBytes / (sizeof(float) * Math.Max(items.RowCount, 1L)))][];
        _users = train.CountRowsWithPlays();
        int[] byPopularity = [.. Enumerable.Range(0, items.RowCount).OrderByDescending(item => items.Columns(item).Length)];
        _rankOf = new int[items.RowCount];
        _itemStarts = new int[items.RowCount + 1];
        _usersOf = new int[train.Count];
        _logOf = new double[items.RowCount];
        for (int rank = 0; rank < byPopularity.Length; rank++)
        {
            ReadOnlySpan<int> users = items.Columns(byPopularity[rank]);
            _rankOf[byPopularity[rank]] = rank;
            users.CopyTo(_usersOf.AsSpan(_itemStarts[rank]));
            _itemStarts[rank + 1] = _itemStarts[rank] + users.Length;
            _logOf[rank] = Math.Log(Math.Max(users.Length, 1));
        }

        _userStarts = new int[train.RowCount + 1];
        _histories = new int[train.Count];
        for (int user = 0; user < train.RowCount; user++)
        {
            ReadOnlySpan<int> history = train.Columns(user);
            _userStarts[user + 1] = _userStarts[user] + history.Length;
            Span<int> ranks = _histories.AsSpan(_userStarts[user], history.Length);
            for (int at = 0; at < history.Length; at++)
            {
                ranks[at] = _rankOf[history[at]];
            }

            ranks.Sort();
        }

        // s_ij = gain(n_ij) · (ln n_ij + ln |U| − ln n_i − ln n_j) where positive.
        int most = byPopularity.Length == 0 ? 0 : items.Columns(byPopularity[0]).Length;
        DampedNpmi pair = new(_users);
        _logCount = [.. Enumerable.Range(0, most + 1).Select(pair.Log)];
        _gain = [.. Enumerable.Range(0, most + 1).Select(pair.Gain)];
    }

    /// <summary>Unexpectedness of every item of some lists.</summary>
    /// <param name="lists">Lists of users of the training matrix.</param>
    /// <param name="threads">Workers at most; 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancellationToken">Checked between blocks of items.</param>
    /// <returns>In [0, 1], shape (lists, their length), row-major; 1 beyond the end of a list.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public double[] Of(RankedLists lists, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lists);
        int[] starts = new int[_rankOf.Length + 1];
        int[] places = Invert(lists, starts);
        double[] unexpectedness = new double[checked(lists.Count * lists.Length)];
        unexpectedness.AsSpan().Fill(1);
        ParallelBlocks.For(
            _rankOf.Length,
            ItemsPerBlock,
            threads,
            () => (Together: new int[_rankOf.Length], Lift: new double[_gain.Length]),
            (row, _, start, end) =>
            {
                for (int rank = start; rank < end; rank++)
                {
                    ReadOnlySpan<int> shown = places.AsSpan(starts[rank], starts[rank + 1] - starts[rank]);
                    if (!shown.IsEmpty && rank < _kept.Length)
                    {
                        // Two models measured at once may both make the row; they make the same.
                        float[] strengths = _kept[rank] ??= Strengths(rank, row.Together, row.Lift);
                        foreach (int place in shown)
                        {
                            unexpectedness[place] = 1 - Strongest(strengths, History(lists.UserRows[place / lists.Length]));
                        }
                    }
                    else if (!shown.IsEmpty)
                    {
                        CountTogether(rank, row.Together, row.Lift);
                        foreach (int place in shown)
                        {
                            unexpectedness[place] =
                                1 - Strongest(row.Together, row.Lift, History(lists.UserRows[place / lists.Length]));
                        }
                    }
                }
            },
            cancellationToken);
        return unexpectedness;
    }

    /// <summary>The places of each item in all lists: a list index times the length plus the place.</summary>
    private int[] Invert(RankedLists lists, int[] starts)
    {
        for (int index = 0; index < lists.Count; index++)
        {
            foreach (int item in lists.Items(index))
            {
                starts[_rankOf[item] + 1]++;
            }
        }

        for (int rank = 0; rank < _rankOf.Length; rank++)
        {
            starts[rank + 1] += starts[rank];
        }

        int[] next = starts[..^1];
        int[] places = new int[starts[^1]];
        for (int index = 0; index < lists.Count; index++)
        {
            ReadOnlySpan<int> list = lists.Items(index);
            for (int at = 0; at < list.Length; at++)
            {
                places[next[_rankOf[list[at]]]++] = (index * lists.Length) + at;
            }
        }

        return places;
    }

    private ReadOnlySpan<int> History(int user) =>
        _histories.AsSpan(_userStarts[user], _userStarts[user + 1] - _userStarts[user]);

    /// <summary>n_ij for all j, and by n_ij the part of s_ij that does not depend on j.</summary>
    private void CountTogether(int item, int[] together, double[] lift)
    {
        together.AsSpan().Clear();
        ReadOnlySpan<int> users = _usersOf.AsSpan(_itemStarts[item], _itemStarts[item + 1] - _itemStarts[item]);
        foreach (int user in users)
        {
            foreach (int other in History(user))
            {
                together[other]++;
            }
        }

        double all = Math.Log(Math.Max(_users, 1));
        for (int n = 1; n <= users.Length; n++)
        {
            lift[n] = _gain[n] * (_logCount[n] + all - _logOf[item]);
        }
    }

    /// <summary>max(0, max of s_ij over a history).</summary>
    private double Strongest(int[] together, double[] lift, ReadOnlySpan<int> history)
    {
        double[] gain = _gain;
        double[] logOf = _logOf;
        double strongest = 0;
        foreach (int other in history)
        {
            // Without a special case for n = 0, whose gain is 0: the branch could not be foreseen.
            int n = together[other];
            double strength = lift[n] - (gain[n] * logOf[other]);
            if (strength > strongest)
            {
                strongest = strength;
            }
        }

        return strongest;
    }

    /// <summary>max(0, s_ij) for all j.</summary>
    private float[] Strengths(int item, int[] together, double[] lift)
    {
        CountTogether(item, together, lift);
        float[] strengths = new float[together.Length];
        for (int other = 0; other < strengths.Length; other++)
        {
            int n = together[other];
            double strength = lift[n] - (_gain[n] * _logOf[other]);
            strengths[other] = strength > 0 ? (float)strength : 0;
        }

        return strengths;
    }

    /// <summary>The largest of kept strengths over a history, 0 for none.</summary>
    private static double Strongest(float[] strengths, ReadOnlySpan<int> history)
    {
        float strongest = 0;
        foreach (int other in history)
        {
            float strength = strengths[other];
            if (strength > strongest)
            {
                strongest = strength;
            }
        }

        return strongest;
    }
}
