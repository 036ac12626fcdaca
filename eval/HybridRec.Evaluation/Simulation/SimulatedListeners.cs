using System.ComponentModel.DataAnnotations;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Simulates people with known tastes who listen to a library for a year.</summary>
/// <remarks>
/// A listener likes two to four styles. Most listens go by taste to a style, and within it to what is popular (Zipf);
/// some repeat an earlier listen; some go to whatever is popular anywhere, and most of those outside the taste are
/// skipped early. So the history shows the taste through exposure, repetition and noise, as real histories do.
/// </remarks>
public static class SimulatedListeners
{
    private const double ReplayShare = 0.3;
    private const double StylePopularityExponent = 0.4;
    private const double TrackPopularityExponent = 0.9;
    private const double SkipShareInTaste = 0.05;
    private const double SkipShareOutsideTaste = 0.6;

    /// <summary>Simulates a year of listening.</summary>
    /// <param name="plan">The library.</param>
    /// <param name="options">How many listeners, and how they behave.</param>
    /// <param name="clock">Supplies the present; the last listen is two days before it.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static SimulatedWorld Simulate(LibraryPlan plan, ListenerOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);

        Random chance = new(SeedStream.Derive(options.Seed, -2));
        bool[] isCold = ChooseCold(plan.Tracks.Count, options.ColdShare, chance);
        Exposure exposure = Exposure.Make(plan, isCold, chance);
        DateTimeOffset until = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().AddDays(-2).ToUnixTimeSeconds());
        NameMaker names = new(chance);
        SimulatedListener[] listeners = new SimulatedListener[options.Listeners];
        for (int i = 0; i < listeners.Length; i++)
        {
            double[] taste = DrawTaste(exposure.Styles, chance);
            listeners[i] = new SimulatedListener(
                names.Next(1), taste, Listen(plan, exposure, new Choice(taste), options, until, chance));
        }

        return new SimulatedWorld(plan.Tracks, isCold, listeners);
    }

    private static bool[] ChooseCold(int tracks, double share, Random chance)
    {
        bool[] isCold = new bool[tracks];
        isCold.AsSpan(0, (int)Math.Round(share * tracks)).Fill(true);
        chance.Shuffle(isCold);
        return isCold;
    }

    private static double[] DrawTaste(double[] stylePopularity, Random chance)
    {
        double[] left = [.. stylePopularity];
        double[] taste = new double[left.Length];
        int likes = chance.Next(2, 5);
        for (int i = 0; i < likes; i++)
        {
            int style = new Choice(left).Draw(chance);
            left[style] = 0;

            // Gamma-distributed strengths, normalised, are a Dirichlet draw; the floor keeps each liking audible.
            taste[style] = 0.3 - Math.Log((1 - chance.NextDouble()) * (1 - chance.NextDouble()));
        }

        double sum = taste.Sum();
        return Array.ConvertAll(taste, strength => strength / sum);
    }

    private static List<SimulatedListen> Listen(
        LibraryPlan plan, Exposure exposure, Choice taste, ListenerOptions options, DateTimeOffset until, Random chance)
    {
        double gauss = Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());
        double wish = options.MedianListens * Math.Exp(0.7 * gauss);
        int count = (int)Math.Clamp(wish, 10, 6.0 * options.MedianListens);
        long year = (long)TimeSpan.FromDays(363).TotalSeconds;
        SortedSet<long> ages = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));
        while (ages.Count < count)
        {
            ages.Add(chance.NextInt64(year));
        }

        List<SimulatedListen> listens = new(count);
        List<int> enjoyed = [];
        foreach (long age in ages)
        {
            double kind = chance.NextDouble();
            int track = kind < options.NoiseShare ? exposure.Anywhere.Draw(chance)
                : kind < options.NoiseShare + ReplayShare && enjoyed.Count > 0 ? enjoyed[chance.Next(enjoyed.Count)]
                : exposure.WithinStyle[taste.Draw(chance)].Draw(chance);
            bool inTaste = taste.Weights[plan.Tracks[track].Style] > 0;
            bool skipped = chance.NextDouble() < (inTaste ? SkipShareInTaste : SkipShareOutsideTaste);
            if (inTaste && !skipped)
            {
                enjoyed.Add(track);
            }

            double share = skipped ? 0.05 + (0.35 * chance.NextDouble()) : 1;
            double seconds = Math.Floor(share * plan.Tracks[track].Duration.TotalSeconds);
            listens.Add(new SimulatedListen(track, until.AddSeconds(-age), TimeSpan.FromSeconds(seconds), skipped));
        }

        return listens;
    }

    /// <summary>What people come across: popularity over styles, over tracks within a style, and over all tracks.</summary>
    private sealed record Exposure(double[] Styles, Choice[] WithinStyle, Choice Anywhere)
    {
        public static Exposure Make(LibraryPlan plan, bool[] isCold, Random chance)
        {
            double[] styles = Zipf(LibraryPlan.StyleCount, StylePopularityExponent, chance);
            double[] anywhere = new double[plan.Tracks.Count];
            Choice[] within = new Choice[styles.Length];
            for (int style = 0; style < styles.Length; style++)
            {
                int[] warm = [.. plan.Tracks.Where(t => t.Style == style && !isCold[t.Index]).Select(t => t.Index)];
                if (warm.Length == 0)
                {
                    // All of it came out yesterday: nobody has come across this style yet.
                    styles[style] = 0;
                }

                double[] popularity = Zipf(warm.Length, TrackPopularityExponent, chance);
                double total = popularity.Sum();
                double[] weights = new double[plan.Tracks.Count];
                for (int i = 0; i < warm.Length; i++)
                {
                    weights[warm[i]] = popularity[i];
                    anywhere[warm[i]] = styles[style] * popularity[i] / total;
                }

                within[style] = new Choice(weights);
            }

            return new Exposure(styles, within, new Choice(anywhere));
        }

        private static double[] Zipf(int count, double exponent, Random chance)
        {
            double[] weights = [.. Enumerable.Range(1, count).Select(place => Math.Pow(place, -exponent))];
            chance.Shuffle(weights);
            return weights;
        }
    }

    /// <summary>Draws places in proportion to weights.</summary>
    private sealed class Choice
    {
        private readonly double[] _sums;

        public Choice(double[] weights)
        {
            Weights = weights;
            _sums = new double[weights.Length];
            double sum = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                _sums[i] = sum += weights[i];
            }
        }

        public double[] Weights { get; }

        public int Draw(Random chance)
        {
            double at = chance.NextDouble() * _sums[^1];
            int low = 0;
            for (int high = _sums.Length - 1; low < high;)
            {
                int middle = (low + high) / 2;
                (low, high) = _sums[middle] > at ? (low, middle) : (middle + 1, high);
            }

            return low;
        }
    }
}
