using System.Globalization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>The recommenders that can be compared, by name.</summary>
/// <remarks>
/// <c>random</c>; <c>popularity</c>; <c>als</c> (listening without sound, ranked by score); <c>audio</c> (sound alone, ranked by score);
/// <c>hybrid</c> (the served playlist at the default dial); <c>hybrid@d</c> (at dial d, 0 to 1); <c>oracle</c> (knows the
/// true tastes: the ceiling). With <c>-plays</c> behind its name a model learns from plays alone, whatever listeners say or
/// skip: <c>hybrid-plays</c>.
/// </remarks>
public static class LineUp
{
    /// <summary>What the others are compared with.</summary>
    public const string Reference = "hybrid";

    private const string AtDial = "hybrid@";
    private const string PlaysAlone = "-plays";
    private const double DefaultDial = 0.5;

    /// <summary>The usual line-up.</summary>
    public static IReadOnlyList<string> Default { get; } = ["random", "popularity", "als", "audio", "hybrid@0", Reference, "hybrid@1", "oracle"];

    /// <summary>What is wrong with some names, in one line; null if each is known and named once.</summary>
    /// <param name="names">Names.</param>
    internal static string? FaultOf(IReadOnlyList<string> names)
    {
        string? unknown = names.FirstOrDefault(name => !IsKnown(name));
        return unknown is not null
            ? $"There is no recommender \"{unknown}\": {string.Join(", ", Default)} are, any other dial from 0 to 1, and models "
                + $"with {PlaysAlone} behind their names."
            : names.Count == 0 || names.Distinct().Count() < names.Count ? "Name at least one recommender, and each once." : null;
    }

    /// <summary>Makes recommenders.</summary>
    /// <param name="names">Known names.</param>
    /// <param name="truth">For the oracle alone.</param>
    /// <param name="draws">Chance of the world.</param>
    /// <param name="trainer">Trains models.</param>
    /// <param name="vectors">Audio vectors made once; null to make them anew at each training.</param>
    internal static IEnumerable<IRecommenderUnderTest> Make(
        IReadOnlyList<string> names, TrueTaste truth, Draws draws, WorldTrainer trainer, FactorMatrix? vectors) =>
        names.Select<string, IRecommenderUnderTest>(name => WithoutEnding(name) switch
        {
            "random" => new RandomRecommender(draws),
            "popularity" => new PopularityRecommender(),
            "oracle" => new OracleRecommender(truth, draws),
            "als" => new ModelRecommender(name, Ears.None, dial: null, TrainerOf(name, trainer), vectors),
            "audio" => new ModelRecommender(name, Ears.Only, dial: null, TrainerOf(name, trainer), vectors),
            { } model => new ModelRecommender(name, Ears.Both, DialOf(model) ?? DefaultDial, TrainerOf(name, trainer), vectors),
        });

    private static bool IsKnown(string name)
    {
        string model = WithoutEnding(name);
        return DialOf(model) is not null
            || (Default.Contains(model) && (model == name || model is not ("random" or "popularity" or "oracle")));
    }

    private static string WithoutEnding(string name) =>
        name.EndsWith(PlaysAlone, StringComparison.Ordinal) ? name[..^PlaysAlone.Length] : name;

    private static WorldTrainer TrainerOf(string name, WorldTrainer trainer) =>
        WithoutEnding(name) == name ? trainer : trainer.With(EvidenceOptions.PlaysAlone);

    private static double? DialOf(string name) =>
        name.StartsWith(AtDial, StringComparison.Ordinal)
        && double.TryParse(name.AsSpan(AtDial.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double dial)
        && dial is >= 0 and <= 1
            ? dial
            : null;
}
