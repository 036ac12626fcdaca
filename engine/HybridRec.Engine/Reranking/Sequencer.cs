namespace HybridRec.Engine.Reranking;

/// <summary>Puts what was picked into an order for listening. Adds and drops nothing. Thread-safe.</summary>
/// <remarks>
/// cost = Σ_p s(o_p, o_p+1) ÷ mean s + 8 Σ_p (e(o_p) − t_p)², s the step from one track to the next, e the rank of a track's energy
/// in the list, 0 to 1, t_p that which the arc wants at position p; without an arc the second sum is left out. Two tracks of
/// one artist in a row cost as much as ten steps. Cheapest steps first make an order (nearest neighbour), which is improved by
/// moving, swapping and turning round as long as that helps (2-opt, Croes 1958; or-opt, Or 1976): a traveller's path with steps that
/// are not the same both ways. The caps hold; where the greedy order cannot keep them, the order given is improved instead.
/// Deterministic. O(count³) a pass, a few passes.
/// </remarks>
public static class Sequencer
{
    private const float ArcWeight = 8;
    private const float SameArtist = 10;
    private const int WaveLength = 12;
    private const int Passes = 50;
    private const double Worthwhile = 1e-6;

    /// <summary>Orders tracks.</summary>
    /// <param name="steps">s: what going from track i to track j costs, shape (count, count), ≥ 0 and finite; the diagonal is not looked at.</param>
    /// <param name="energy">Any scale, shape (count); NaN where unknown, which counts as the middle.</param>
    /// <param name="artists">Two tracks share a number exactly if they share their artist.</param>
    /// <param name="caps">How many of one group any stretch may hold. The order 0, 1, 2, … must keep them.</param>
    /// <param name="arc">How energy shall go.</param>
    /// <returns>Indexes by position; with <see cref="Arc.Flat"/> the first is 0.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static int[] Order(
        float[,] steps, ReadOnlySpan<float> energy, ReadOnlySpan<int> artists, IReadOnlyList<GroupCap> caps, Arc arc)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(caps);
        int count = energy.Length;
        if (steps.GetLength(0) != count || steps.GetLength(1) != count || artists.Length != count)
        {
            throw new ArgumentException(
                $"steps ({steps.GetLength(0)}, {steps.GetLength(1)}), energy ({count}) and artists ({artists.Length}) must have the same length.");
        }

        if (count < 3 && arc == Arc.Flat)
        {
            return [.. Enumerable.Range(0, count)];
        }

        Search search = new(Standardise(steps, artists), arc == Arc.Flat ? null : Misfits(energy, arc), caps);
        search.Begin();
        search.Improve();
        return search.Order;
    }

    private static float[,] Standardise(float[,] steps, ReadOnlySpan<int> artists)
    {
        int count = artists.Length;
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                sum += i == j ? 0 : steps[i, j];
            }
        }

        float scale = sum > 0 ? (float)(count * (count - 1) / sum) : 1;
        float[,] standard = new float[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                standard[i, j] = (scale * steps[i, j]) + (artists[i] == artists[j] ? SameArtist : 0);
            }
        }

        return standard;
    }

    /// <summary>What a track costs at a position, shape (tracks, positions).</summary>
    private static float[,] Misfits(ReadOnlySpan<float> energy, Arc arc)
    {
        int count = energy.Length;
        float[] wanted = new float[count];
        for (int position = 0; position < count; position++)
        {
            int waves = Math.Max(1, (int)Math.Round((double)count / WaveLength));
            wanted[position] = arc == Arc.Rise
                ? position
                : -MathF.Cos(2 * MathF.PI * waves * position / Math.Max(1, count - 1));
        }

        float[] target = Ranks(wanted);
        float[] rank = Ranks(energy);
        float[,] misfits = new float[count, count];
        for (int track = 0; track < count; track++)
        {
            for (int position = 0; position < count; position++)
            {
                float off = rank[track] - target[position];
                misfits[track, position] = ArcWeight * off * off;
            }
        }

        return misfits;
    }

    /// <summary>Ranks from 0 to 1, equal values sharing their mean; ½ for NaN.</summary>
    private static float[] Ranks(ReadOnlySpan<float> values)
    {
        float[] ranks = new float[values.Length];
        int known = 0;
        foreach (float value in values)
        {
            known += float.IsNaN(value) ? 0 : 1;
        }

        for (int i = 0; i < ranks.Length; i++)
        {
            int below = 0;
            int equal = -1;
            foreach (float other in values)
            {
                below += other < values[i] ? 1 : 0;
                equal += other == values[i] ? 1 : 0;
            }

            ranks[i] = float.IsNaN(values[i]) || known < 2 ? 0.5f : (below + (0.5f * equal)) / (known - 1);
        }

        return ranks;
    }

    private sealed class Search(float[,] steps, float[,]? misfits, IReadOnlyList<GroupCap> caps)
    {
        private readonly int _count = steps.GetLength(0);
        private readonly ListWindow _window = new(caps);

        /// <summary>Where the stretch is longer than the list, no order breaks a cap.</summary>
        private readonly bool _capped = caps.Any(cap => cap.Window < steps.GetLength(0));

        private int[] _trial = [];

        public int[] Order { get; private set; } = [];

        /// <summary>With no arc the first track stays where it is.</summary>
        private int First => misfits is null ? 1 : 0;

        /// <summary>The cheapest next track, again and again.</summary>
        public void Begin()
        {
            Order = [.. Enumerable.Range(0, _count)];
            List<int> order = [];
            bool[] used = new bool[_count];
            for (int position = 0; position < _count; position++)
            {
                int best = -1;
                double lowest = double.PositiveInfinity;
                for (int track = 0; track < _count; track++)
                {
                    double cost = At(track, position) + (position == 0 ? 0 : steps[order[^1], track]);
                    bool isFree = !used[track] && _window.Allows(track) && (position >= First || track == 0);
                    (best, lowest) = isFree && cost < lowest ? (track, cost) : (best, lowest);
                }

                if (best < 0)
                {
                    return;
                }

                order.Add(best);
                used[best] = true;
                _window.Add(best);
            }

            Order = [.. order];
        }

        public void Improve()
        {
            _trial = [.. Order];
            for (int pass = 0; pass < Passes && Pass(); pass++)
            {
            }
        }

        private bool Pass()
        {
            bool better = false;
            for (int low = First; low < _count; low++)
            {
                for (int high = low + 1; high < _count; high++)
                {
                    double before = Cost(Order, low, high);
                    better |= Try(low, high, before, order => (order[low], order[high]) = (order[high], order[low]))
                        || Try(low, high, before, order => Array.Reverse(order, low, high - low + 1))
                        || Try(low, high, before, order => Rotate(order.AsSpan(low, high - low + 1), 1))
                        || Try(low, high, before, order => Rotate(order.AsSpan(low, high - low + 1), high - low));
                }
            }

            return better;
        }

        private bool Try(int low, int high, double before, Action<int[]> move)
        {
            Array.Copy(Order, low, _trial, low, high - low + 1);
            move(_trial);
            bool accepted = Cost(_trial, low, high) < before - Worthwhile && KeepsCaps(_trial);
            Array.Copy(accepted ? _trial : Order, low, accepted ? Order : _trial, low, high - low + 1);
            return accepted;
        }

        /// <summary>What a stretch of an order costs with the steps into it and out of it.</summary>
        private double Cost(int[] order, int low, int high)
        {
            double cost = low > 0 ? steps[order[low - 1], order[low]] : 0;
            for (int position = low; position <= high; position++)
            {
                cost += At(order[position], position) + (position + 1 < _count ? steps[order[position], order[position + 1]] : 0);
            }

            return cost;
        }

        private double At(int track, int position) => misfits is null ? 0 : misfits[track, position];

        private bool KeepsCaps(int[] order)
        {
            _window.Clear();
            foreach (int track in _capped ? order : [])
            {
                if (!_window.Allows(track))
                {
                    return false;
                }

                _window.Add(track);
            }

            return true;
        }

        private static void Rotate(Span<int> some, int by)
        {
            some[..by].Reverse();
            some[by..].Reverse();
            some.Reverse();
        }
    }
}
