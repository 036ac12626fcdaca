using System.ComponentModel.DataAnnotations;
using HybridRec.Evaluation.Simulation.Rounds;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Simulates people with known tastes who listen to a library for a year.</summary>
/// <remarks>
/// A listener likes two to four styles. Most listens go by taste to a style, and within it to what is popular (Zipf);
/// some repeat an earlier listen; some go to whatever is popular anywhere, and most of those outside the taste are
/// skipped early. So the history shows the taste through exposure, repetition and noise, as real histories do.
/// </remarks>
public static class SimulatedListeners
{
    private const int MoodCount = 4;
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
        return Simulate(plan.Tracks, LibraryPlan.StyleCount, options, clock);
    }

    /// <summary>Simulates a year of listening to any tracks with hidden styles.</summary>
    /// <param name="tracks">Tracks by index.</param>
    /// <param name="styles">Number of styles; nobody likes all of them.</param>
    /// <param name="options">How many listeners, and how they behave.</param>
    /// <param name="clock">Supplies the present; the last listen is two days before it.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">There are fewer than two styles: tastes could not differ.</exception>
    public static SimulatedWorld Simulate(
        IReadOnlyList<PlannedTrack> tracks, int styles, ListenerOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);

        if (styles < 2)
        {
            throw new ArgumentException($"Of {styles} styles no two tastes can be made.", nameof(styles));
        }

        Random chance = new(SeedStream.Derive(options.Seed, -2));
        bool[] isCold = ChooseCold(tracks.Count, options.ColdShare, chance);
        Exposure exposure = Exposure.Make(tracks, styles, isCold, chance);
        DateTimeOffset until = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().AddDays(-2).ToUnixTimeSeconds());
        NameMaker names = new(chance);
        Draws draws = new(options.Seed);
        int[] moods = [.. tracks.Select(track => (int)(MoodCount * draws.Uniform(Draw.Mood, 0, track.Index)))];
        SimulatedListener[] listeners = new SimulatedListener[options.Listeners];
        for (int i = 0; i < listeners.Length; i++)
        {
            double[] taste = DrawTaste(exposure.Styles, options.Affinity, chance);
            Choice discovered = new(WithoutUndiscovered(taste, options.UndiscoveredShare, chance));
            double draw = draws.Uniform(Draw.Aversion, i);
            int? averse = draw < options.AverseShare ? (int)(MoodCount * draw / options.AverseShare) : null;
            bool Likes(int track) => discovered.Weights[tracks[track].Style] > 0 && moods[track] != averse;
            listeners[i] = new SimulatedListener(
                names.Next(1), taste, Listen(tracks, exposure, discovered, Likes, options, until, chance))
            {
                AverseTo = averse,
            };
        }

        return new SimulatedWorld(tracks, isCold, listeners) { Moods = moods };
    }

    private static bool[] ChooseCold(int tracks, double share, Random chance)
    {
        bool[] isCold = new bool[tracks];
        isCold.AsSpan(0, (int)Math.Round(share * tracks)).Fill(true);
        chance.Shuffle(isCold);
        return isCold;
    }

    private static double[] DrawTaste(double[] stylePopularity, double affinity, Random chance)
    {
        double[] left = [.. stylePopularity];
        double[] taste = new double[left.Length];
        int likes = Math.Max(1, Math.Min(chance.Next(2, 5), left.Count(popularity => popularity > 0) - 1));
        for (int i = 0, style = 0; i < likes; i++)
        {
            int neighbour = (style + 1) % left.Length;
            bool together = i > 0 && affinity > 0 && left[neighbour] > 0 && chance.NextDouble() < affinity;
            style = together ? neighbour : new Choice(left).Draw(chance);
            left[style] = 0;

            // Gamma-distributed strengths, normalised, are a Dirichlet draw; the floor keeps each liking audible.
            taste[style] = 0.3 - Math.Log((1 - chance.NextDouble()) * (1 - chance.NextDouble()));
        }

        double sum = taste.Sum();
        return Array.ConvertAll(taste, strength => strength / sum);
    }

    private static double[] WithoutUndiscovered(double[] taste, double share, Random chance)
    {
        int[] liked = [.. Enumerable.Range(0, taste.Length).Where(style => taste[style] > 0)];
        if (share <= 0 || liked.Length < 3 || chance.NextDouble() >= share)
        {
            return taste;
        }

        int undiscovered = liked[chance.Next(liked.Length)];
        return [.. taste.Select((strength, style) => style == undiscovered ? 0 : strength)];
    }

    private static List<SimulatedListen> Listen(
        IReadOnlyList<PlannedTrack> tracks,
        Exposure exposure,
        Choice taste,
        Func<int, bool> likes,
        ListenerOptions options,
        DateTimeOffset until,
        Random chance)
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
            bool inTaste = likes(track);
            bool skipped = chance.NextDouble() < (inTaste ? SkipShareInTaste : SkipShareOutsideTaste);
            if (inTaste && !skipped)
            {
                enjoyed.Add(track);
            }

            double share = skipped ? 0.05 + (0.35 * chance.NextDouble()) : 1;
            double seconds = Math.Floor(share * tracks[track].Duration.TotalSeconds);
            listens.Add(new SimulatedListen(track, until.AddSeconds(-age), TimeSpan.FromSeconds(seconds), skipped));
        }

        return listens;
    }

    /// <summary>What people come across: popularity over styles, over tracks within a style, and over all tracks.</summary>
    private sealed record Exposure(double[] Styles, Choice[] WithinStyle, Choice Anywhere)
    {
        public static Exposure Make(IReadOnlyList<PlannedTrack> tracks, int styleCount, bool[] isCold, Random chance)
        {
            double[] styles = Zipf(styleCount, StylePopularityExponent, chance);
            double[] anywhere = new double[tracks.Count];
            Choice[] within = new Choice[styles.Length];
            for (int style = 0; style < styles.Length; style++)
            {
                int[] warm = [.. tracks.Where(t => t.Style == style && !isCold[t.Index]).Select(t => t.Index)];
                if (warm.Length == 0)
                {
                    // All of it came out yesterday: nobody has come across this style yet.
                    styles[style] = 0;
                }

                double[] popularity = Zipf(warm.Length, TrackPopularityExponent, chance);
                double total = popularity.Sum();
                double[] weights = new double[tracks.Count];
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
}
