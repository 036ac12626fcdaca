using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.OffPolicy;

/// <summary>What a way of giving places to generators would be worth: the mean reward of a place.</summary>
/// <param name="Policy">"always X", or "even" for each generator alike.</param>
/// <param name="Places">Logged places that it could have filled the same way.</param>
/// <param name="Effective">(Σ w)² ÷ Σ w²: how many unweighted places the estimates are worth.</param>
/// <param name="Naive">Mean of the places that went to its generators: biased where chance went by the listener.</param>
/// <param name="Ips">Inverse propensities: unbiased, wide.</param>
/// <param name="Snips">The same, normalised.</param>
/// <param name="DoublyRobust">A model of the reward, corrected by inverse propensities.</param>
/// <param name="Gain">Doubly robust less the mean of what was served.</param>
public sealed record PolicyEstimate(
    string Policy, int Places, double Effective, Interval Naive, Interval Ips, Interval Snips, Interval DoublyRobust, Interval Gain);

/// <summary>Estimates policies from places whose chances were logged.</summary>
/// <remarks>
/// With w = π(a) ÷ p of a logged place, r its reward and q a model of it: IPS = Σ w r ÷ n (Horvitz &amp; Thompson 1952), SNIPS = Σ w r ÷ Σ w
/// (Swaminathan &amp; Joachims, NeurIPS 2015), doubly robust = Σ (Σ_a π(a) q_a + w (r − q)) ÷ n (Dudík, Langford &amp; Li, ICML 2011). q is
/// the mean reward of a generator with the other half of the listeners, so no place helps to predict itself. Intervals: 95 % percentile bootstrap
/// over listeners, whose places are not independent. Deterministic.
/// </remarks>
public static class PolicyEstimator
{
    private const int Folds = 2;

    /// <summary>Estimates "always X" for each generator, and "even".</summary>
    /// <param name="places">Logged places.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    /// <param name="resamples">How many times listeners are drawn anew.</param>
    /// <exception cref="ArgumentException">There are none, or a propensity or reward is not possible; the message names it.</exception>
    /// <remarks>O(places · generators + listeners · resamples).</remarks>
    public static IReadOnlyList<PolicyEstimate> Estimate(IReadOnlyList<LoggedPlace> places, int seed, int resamples = 1_000)
    {
        ArgumentNullException.ThrowIfNull(places);
        if (places.Count == 0)
        {
            throw new ArgumentException("Nothing can be estimated from no places.", nameof(places));
        }

        foreach (LoggedPlace place in places)
        {
            if (!(place.Propensity is > 0 and <= 1) || !double.IsFinite(place.Reward))
            {
                throw new ArgumentException($"A place has propensity {place.Propensity} and reward {place.Reward}.", nameof(places));
            }
        }

        string[] sources = [.. places.Select(place => place.Source).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, double>[] rewards = [.. Enumerable.Range(0, Folds).Select(fold => MeanRewards(places, sources, fold))];
        List<PolicyEstimate> estimates = [];
        foreach (string source in sources)
        {
            estimates.Add(Estimate($"always {source}", taken => taken == source ? 1 : 0));
        }

        estimates.Add(Estimate("even", _ => 1.0 / sources.Length));
        return estimates;

        PolicyEstimate Estimate(string name, Func<string, double> chance)
        {
            Sums[] listeners = new Sums[places.Max(place => place.Listener) + 1];
            double squares = 0;
            int usable = 0;
            foreach (LoggedPlace place in places)
            {
                Dictionary<string, double> model = rewards[place.Listener % Folds];
                double weight = chance(place.Source) / place.Propensity;
                bool taken = chance(place.Source) > 0;
                double expected = sources.Sum(source => chance(source) * model[source]);
                ref Sums sums = ref listeners[place.Listener];
                sums.Places++;
                sums.Reward += place.Reward;
                sums.Weight += weight;
                sums.Weighted += weight * place.Reward;
                sums.Taken += taken ? 1 : 0;
                sums.TakenReward += taken ? place.Reward : 0;
                sums.Robust += expected + (weight * (place.Reward - model[place.Source]));
                squares += weight * weight;
                usable += taken ? 1 : 0;
            }

            listeners = [.. listeners.Where(sums => sums.Places > 0)];
            double weights = listeners.Sum(sums => sums.Weight);
            return new PolicyEstimate(
                name,
                usable,
                weights * weights / squares,
                Ratio(listeners, sums => sums.TakenReward, sums => sums.Taken),
                Ratio(listeners, sums => sums.Weighted, sums => sums.Places),
                Ratio(listeners, sums => sums.Weighted, sums => sums.Weight),
                Ratio(listeners, sums => sums.Robust, sums => sums.Places),
                Ratio(listeners, sums => sums.Robust - sums.Reward, sums => sums.Places));
        }

        Interval Ratio(Sums[] listeners, Func<Sums, double> above, Func<Sums, double> below) => Bootstrap.OfRatio(
            Array.ConvertAll(listeners, sums => above(sums)), Array.ConvertAll(listeners, sums => below(sums)), seed, resamples);
    }

    /// <summary>By generator: the mean reward with listeners of other folds, one liked and one not added.</summary>
    private static Dictionary<string, double> MeanRewards(IReadOnlyList<LoggedPlace> places, string[] sources, int fold)
    {
        Dictionary<string, (double Reward, double Places)> sums = sources.ToDictionary(source => source, _ => (1.0, 2.0));
        foreach (LoggedPlace place in places.Where(place => place.Listener % Folds != fold))
        {
            (double reward, double count) = sums[place.Source];
            sums[place.Source] = (reward + place.Reward, count + 1);
        }

        return sums.ToDictionary(pair => pair.Key, pair => pair.Value.Reward / pair.Value.Places);
    }

    /// <summary>What a listener's places add up to.</summary>
    private record struct Sums(
        double Places, double Reward, double Weight, double Weighted, double Taken, double TakenReward, double Robust);
}
