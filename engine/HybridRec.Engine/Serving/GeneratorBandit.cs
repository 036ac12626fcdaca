using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;

namespace HybridRec.Engine.Serving;

/// <summary>Learns which generators suit a listener, and shares the kept places of a list out among them by chance.</summary>
/// <remarks>
/// Thompson sampling (Thompson 1933; Chapelle &amp; Li 2011): a place goes to a generator with the chance that it is the best one, by
/// what is believed. The belief on the share of a generator's picks that the listener likes is Beta(1 + k m + Σ w r, 1 + k (1 − m) + Σ w (1 − r)):
/// r is 1 for a pick played through or liked, 0 for one skipped within 30 s or disliked; w halves with its age, so that a change of
/// taste is followed; m is what all listeners together showed of the generator, itself drawn towards what they showed of all that was shown; k its weight. The chance of being the best is computed by
/// quadrature rather than drawn, so it is known exactly; an even share is mixed in, so it never falls below a floor.
/// Immutable; the same outcomes and seed give the same places.
/// </remarks>
internal sealed class GeneratorBandit(
    GeneratorBanditOptions options,
    IReadOnlyDictionary<string, GeneratorRecord> everybody,
    IReadOnlyList<ServedOutcome> outcomes,
    ulong seed)
{
    private const int Grid = 400;

    /// <summary>A generator's record with everybody counts in full from so many tracks on; below, the mean of all that was shown weighs more.</summary>
    private const double EnoughRecords = 20;

    /// <summary>Lists looked at, the newest, and how old they are at most.</summary>
    internal const int ListsLooked = 100;
    internal const int DaysLooked = 180;

    private readonly DateTimeOffset? _newest = outcomes.Count > 0 ? outcomes.Max(outcome => outcome.ServedAt) : null;

    /// <summary>What is believed of a generator.</summary>
    /// <param name="Alpha">α &gt; 0 of a Beta distribution.</param>
    /// <param name="Beta">β &gt; 0.</param>
    public readonly record struct Belief(double Alpha, double Beta)
    {
        /// <summary>The expected share of its picks that the listener likes.</summary>
        public double Mean => Alpha / (Alpha + Beta);
    }

    /// <summary>A place and the chance by which it went to a generator.</summary>
    public readonly record struct Place(int Generator, double Chance);

    /// <summary>A standard normal draw for a track, the same whenever asked.</summary>
    public float Luck(int row)
    {
        // Box & Muller 1958, of two halves of a hash: a generator for each track would cost more than all else.
        ulong hash = Mix(seed ^ (uint)row);
        double radius = Math.Sqrt(-2 * Math.Log(((hash >> 32) + 1) / 4_294_967_296.0));
        return (float)(radius * Math.Cos(2 * Math.PI * ((uint)hash / 4_294_967_296.0)));
    }

    /// <summary>What is believed of a generator.</summary>
    public Belief BeliefIn(string source)
    {
        double liked = 0;
        double heard = 0;
        foreach (ServedOutcome outcome in outcomes)
        {
            if (outcome.Source == source)
            {
                double weight = options.HalfLifeDays > 0
                    ? Math.Pow(2, -(_newest!.Value - outcome.ServedAt).TotalDays / options.HalfLifeDays)
                    : 1;
                heard += weight;
                liked += outcome.Liked ? weight : 0;
            }
        }

        double all = (everybody.Values.Sum(record => record.Liked) + 1) / (everybody.Values.Sum(record => record.Heard) + 2);
        GeneratorRecord own = everybody.GetValueOrDefault(source);
        double mean = (own.Liked + (EnoughRecords * all)) / (own.Heard + EnoughRecords);
        return new Belief(1 + (options.PriorTracks * mean) + liked, 1 + (options.PriorTracks * (1 - mean)) + heard - liked);
    }

    /// <summary>The chance of each generator to be the best, an even share mixed in; sums to 1.</summary>
    public double[] Chances(IReadOnlyList<Belief> beliefs)
    {
        double[][] densities = [.. beliefs.Select(Density)];
        double[][] below = [.. densities.Select(Cumulative)];
        double[] chances = new double[beliefs.Count];
        for (int i = 0; i < chances.Length; i++)
        {
            for (int at = 0; at < Grid; at++)
            {
                double best = densities[i][at];
                for (int other = 0; other < chances.Length; other++)
                {
                    best *= other == i ? 1 : below[other][at];
                }

                chances[i] += best;
            }
        }

        double sum = chances.Sum();
        return Array.ConvertAll(chances, chance => (options.Floor / chances.Length) + ((1 - options.Floor) * chance / sum));
    }

    /// <summary>SplitMix64 (Steele, Lea &amp; Flood 2014).</summary>
    private static ulong Mix(ulong value)
    {
        ulong mixed = unchecked(value + 0x9E37_79B9_7F4A_7C15UL);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EBUL);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>The seed of a listener's next list, where none was asked for: other lists served, other seed.</summary>
    public static ulong SeedOf(UserId user, IReadOnlyList<ServedList> lists)
    {
        ulong mixed = 0;
        foreach (long part in (ReadOnlySpan<long>)[user.Value, lists.Count, lists.Count > 0 ? lists[0].ServedAt.ToUnixTimeMilliseconds() : 0])
        {
            mixed = Mix(mixed ^ (ulong)part);
        }

        return mixed;
    }

    /// <summary>Draws the generator of each place.</summary>
    /// <param name="sources">Generators by name.</param>
    /// <param name="supply">How many places each could fill; one that has filled them is drawn no more.</param>
    /// <param name="places">Places; fewer are drawn where the supply ends.</param>
    public IReadOnlyList<Place> Draw(IReadOnlyList<string> sources, IReadOnlyList<int> supply, int places)
    {
        Belief[] beliefs = [.. sources.Select(BeliefIn)];
        int[] left = [.. supply];
        Random chance = new((int)(seed ^ (seed >> 32)));
        List<Place> drawn = [];
        while (drawn.Count < places)
        {
            int[] able = [.. Enumerable.Range(0, left.Length).Where(generator => left[generator] > 0)];
            if (able.Length == 0)
            {
                break;
            }

            double[] chances = Chances(Array.ConvertAll(able, generator => beliefs[generator]));
            double ball = chance.NextDouble();
            int at = 0;
            while (at < able.Length - 1 && ball >= chances[at])
            {
                ball -= chances[at++];
            }

            drawn.Add(new Place(able[at], chances[at]));
            left[able[at]]--;
        }

        return drawn;
    }

    /// <summary>The density over a grid of midpoints, summing to 1.</summary>
    private static double[] Density(Belief belief)
    {
        double[] logs = new double[Grid];
        for (int at = 0; at < Grid; at++)
        {
            double x = (at + 0.5) / Grid;
            logs[at] = ((belief.Alpha - 1) * Math.Log(x)) + ((belief.Beta - 1) * Math.Log(1 - x));
        }

        double highest = logs.Max();
        double[] density = Array.ConvertAll(logs, log => Math.Exp(log - highest));
        double sum = density.Sum();
        return Array.ConvertAll(density, value => value / sum);
    }

    /// <summary>The mass below each midpoint.</summary>
    private static double[] Cumulative(double[] density)
    {
        double[] below = new double[Grid];
        double sum = 0;
        for (int at = 0; at < Grid; at++)
        {
            below[at] = sum + (density[at] / 2);
            sum += density[at];
        }

        return below;
    }
}
