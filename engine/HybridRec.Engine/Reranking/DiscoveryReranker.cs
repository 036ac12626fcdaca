namespace HybridRec.Engine.Reranking;

/// <summary>Orders candidates for a listener so that the dial's promise on popularity is kept. Adds none. Thread-safe.</summary>
/// <remarks>
/// A list is picked for relevance, of which the tilt takes popularity away (<see cref="GreedyPicker"/>), less penalties for
/// familiar artists and for sameness, both proportional to d (<see cref="DiscoveryRerankerOptions"/>), under the caps; it is
/// then ordered by relevance. The tilt is found per listener, by bisection, so that the list's mean π meets
/// <see cref="DialTargets.At"/>; where no single tilt does, the two lists on either side are mixed.
/// <para>
/// Lists are made for the settings 0, 0.05, 0.1, … in turn, up to the one nearest to d; each must be no more popular than
/// the one before, or the one before is kept. So turning the dial up never makes a list more popular. At d = 0 the list is
/// the one by relevance alone.
/// </para>
/// Deterministic. About 100 greedy passes of O(count · candidates) at d = 1.
/// </remarks>
public sealed class DiscoveryReranker
{
    private const int Settings = 20;
    private const double GoodEnough = 0.1;
    private const double Tolerance = 1;
    private const double SteepestTilt = 64;
    private const int Bisections = 7;
    private readonly DiscoveryRerankerOptions _options;

    /// <summary>Creates the re-ranker.</summary>
    /// <param name="options">Its settings; null for the defaults.</param>
    public DiscoveryReranker(DiscoveryRerankerOptions? options = null) => _options = options ?? new();

    /// <summary>Makes a list.</summary>
    /// <param name="candidates">What may be picked.</param>
    /// <param name="count">Positions wanted, ≥ 1.</param>
    /// <param name="discovery">The dial d, 0 to 1.</param>
    /// <param name="historyPopularity">h_u, 0 to 100, or null without plays.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public RerankedList Rerank(CandidateSet candidates, int count, double discovery, double? historyPopularity)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        GreedyPicker picker = new(candidates, _options);
        PickedList list = picker.Pick(0, 0, count);
        DialTargets targets = new(list.Popularity, historyPopularity);
        double asked = targets.At(discovery);

        double tilt = 0;
        int setting = (int)Math.Round(discovery * Settings);
        for (int step = 1; step <= setting; step++)
        {
            double d = (double)step / Settings;
            TiltSearch search = new(picker, d, count, targets.At(d), previous: list);
            list = search.Run(ref tilt);
        }

        double feasible = picker.PickLeastPopular(count).Popularity;
        return new RerankedList(list.Picks.ToArray(), asked, list.Popularity, Math.Min(feasible, list.Popularity));
    }

    /// <summary>Finds the tilt whose list comes nearest to a target without being more popular than the list before.</summary>
    private sealed class TiltSearch(GreedyPicker picker, double discovery, int count, double target, PickedList previous)
    {
        private readonly double _goal = Math.Min(target, previous.Popularity);
        private PickedList? _above;
        private PickedList? _below;
        private PickedList? _best;
        private double _bestTilt;

        private double Miss => _best is { } best ? Math.Abs(best.Popularity - _goal) : double.PositiveInfinity;

        /// <param name="tilt">Where to start; on return the tilt of the list, where a new one was found.</param>
        public PickedList Run(ref double tilt)
        {
            double popularity = Try(tilt);
            bool falling = popularity > _goal;
            double near = tilt;
            double far = tilt;
            for (double step = 0.5; Miss > GoodEnough && Math.Abs(far) < SteepestTilt && IsShort(popularity); step *= 2)
            {
                near = far;
                far = Math.Clamp(falling ? far + step : far - step, -SteepestTilt, SteepestTilt);
                popularity = Try(far);
            }

            for (int i = 0; i < Bisections && Miss > GoodEnough && near != far; i++)
            {
                double middle = (near + far) / 2;
                if (IsShort(Try(middle)))
                {
                    near = middle;
                }
                else
                {
                    far = middle;
                }
            }

            if (Miss > Tolerance && _above is { } above && _below is { } below)
            {
                // One tilt may part two lists far apart, one too popular and one too little: then both together meet it.
                for (int fromBelow = 1; fromBelow < count; fromBelow++)
                {
                    Consider(picker.Mix(above, below, (double)fromBelow / count, count), far);
                }
            }

            // A new list brings the diversity that goes with d, so it is worth a small miss, but not a large one.
            if (_best is not { } best || Miss > Math.Max(Tolerance, previous.Popularity - _goal))
            {
                return previous;
            }

            tilt = _bestTilt;
            return best;

            bool IsShort(double reached) => falling ? reached > _goal : reached < _goal;
        }

        private double Try(double tilt)
        {
            PickedList list = picker.Pick(tilt, discovery, count);
            if (list.Popularity >= _goal && !(list.Popularity >= _above?.Popularity))
            {
                _above = list;
            }

            if (list.Popularity <= _goal && !(list.Popularity <= _below?.Popularity))
            {
                _below = list;
            }

            Consider(list, tilt);
            return list.Popularity;
        }

        private void Consider(PickedList list, double tilt)
        {
            bool allowed = list.Popularity <= previous.Popularity && list.Picks.Length >= previous.Picks.Length;
            if (allowed && Math.Abs(list.Popularity - _goal) < Miss)
            {
                _best = list;
                _bestTilt = tilt;
            }
        }
    }
}
