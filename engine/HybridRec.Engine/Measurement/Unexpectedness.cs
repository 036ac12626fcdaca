using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
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
/// Item by item: the users of i are walked through once to count n_ij for all j in a dense row, the row becomes s_ij, and
/// the maximum is read off for the histories of all users whose lists show i. That is one increment for each history
/// item of each user of each shown item, and one lookup for each history item of each list item. Items are renumbered by
/// popularity, so that most of the row's traffic stays in the first-level cache. The most popular items, which cost the
/// most to count and stand in most lists, keep their row of float32 for the next model, up to 64 MB.
/// </para>
/// </remarks>
public sealed class Unexpectedness
{
    private const long KeptBytes = 64L << 20;
    private const int CacheLine = 64;
    private const int UsersAhead = 3;

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
        int[] userRows = [.. lists.UserRows];
        int[] shown = [.. Enumerable.Range(0, _rankOf.Length).Where(rank => starts[rank + 1] > starts[rank])];
        ParallelBlocks.For(
            shown.Length,
            1,
            threads,
            () => (Together: new int[_rankOf.Length], Strengths: new float[_rankOf.Length], Lift: new double[_gain.Length]),
            (row, at, _, _) =>
            {
                int rank = shown[at];
                float[]? strengths = rank < _kept.Length ? Volatile.Read(ref _kept[rank]) : row.Strengths;
                if (strengths is null || rank >= _kept.Length)
                {
                    // Two models measured at once may both make the row; they make the same.
                    strengths ??= new float[_rankOf.Length];
                    CountTogether(UsersOf(rank), row.Together);
                    Strengthen(rank, row.Together, row.Lift, strengths);
                    if (rank < _kept.Length)
                    {
                        Volatile.Write(ref _kept[rank], strengths);
                    }
                }

                ReadOnlySpan<int> own = places.AsSpan(starts[rank], starts[rank + 1] - starts[rank]);
                for (int next = 0; next < own.Length; next++)
                {
                    Prefetch(userRows[own[Math.Min(next + UsersAhead, own.Length - 1)] / lists.Length]);
                    unexpectedness[own[next]] = 1 - (double)Strongest(strengths, History(userRows[own[next] / lists.Length]));
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

    /// <summary>Brings a history on its way into the cache: the processor cannot foresee whose is next.</summary>
    private unsafe void Prefetch(int user)
    {
        if (Sse.IsSupported)
        {
            for (int at = _userStarts[user]; at < _userStarts[user + 1]; at += CacheLine / sizeof(int))
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref _histories[at]));
            }
        }
    }

    private ReadOnlySpan<int> UsersOf(int rank) => _usersOf.AsSpan(_itemStarts[rank], _itemStarts[rank + 1] - _itemStarts[rank]);

    // The loops below run for a second at most, too short for the runtime to notice that they are worth optimising.

    /// <summary>Adds n_ij for all j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountTogether(ReadOnlySpan<int> users, int[] together)
    {
        ref int counts = ref MemoryMarshal.GetArrayDataReference(together);
        for (int at = 0; at < users.Length; at++)
        {
            Prefetch(users[Math.Min(at + UsersAhead, users.Length - 1)]);
            foreach (int other in History(users[at]))
            {
                Unsafe.Add(ref counts, other)++;
            }
        }
    }

    /// <summary>max(0, s_ij) for all j = lift(n_ij) − gain(n_ij) · ln n_j; takes the counts back to 0 on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Strengthen(int item, int[] together, double[] lift, float[] strengths)
    {
        double all = Math.Log(Math.Max(_users, 1));
        for (int n = 1; n <= UsersOf(item).Length; n++)
        {
            lift[n] = _gain[n] * (_logCount[n] + all - _logOf[item]);
        }

        Array.Clear(strengths);
        double[] gain = _gain;
        double[] logOf = _logOf;
        int width = Vector256<int>.Count;
        for (int start = 0; start < together.Length; start += width)
        {
            // Most items are played together with few others.
            int end = Math.Min(start + width, together.Length);
            if (end - start == width && Vector256.LoadUnsafe(ref together[start]) == Vector256<int>.Zero)
            {
                continue;
            }

            for (int other = start; other < end; other++)
            {
                int n = together[other];
                strengths[other] = (float)Math.Max(lift[n] - (gain[n] * logOf[other]), 0);
                together[other] = 0;
            }
        }
    }

    /// <summary>The largest strength over a history, 0 for none.</summary>
    /// <remarks>
    /// Floats that are not negative order as their bits do, and vectors of integers have a maximum without a branch; here
    /// it could not be foreseen.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Strongest(float[] strengths, ReadOnlySpan<int> history)
    {
        ref int bits = ref Unsafe.As<float, int>(ref MemoryMarshal.GetArrayDataReference(strengths));
        Vector128<int> strongest = Vector128<int>.Zero;
        foreach (int other in history)
        {
            strongest = Vector128.Max(strongest, Vector128.CreateScalar(Unsafe.Add(ref bits, other)));
        }

        return BitConverter.Int32BitsToSingle(strongest.ToScalar());
    }
}
