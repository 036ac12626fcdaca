using System.Globalization;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>The model of the listeners in words with its numbers, so that a reader can judge what the figures rest on.</summary>
internal static class RoundsAssumptions
{
    public static IReadOnlyList<string> Of(RoundsReport report)
    {
        SimulationFacts facts = report.Simulation;
        BehaviourOptions behaviour = facts.Behaviour;
        RoundsOptions rounds = facts.Rounds;
        return
        [
            $"Taste. A listener likes one to four styles with different strengths ({facts.Source}). With chance "
                + $"{Percent(facts.Affinity)} a further style is the neighbour of the one before, so tastes go together. "
                + $"{Percent(facts.UndiscoveredShare)} of the listeners with three styles or more have not met one of them before the "
                + $"first round. {Percent(behaviour.DislikedWithin)} of the tracks of liked styles are not liked and "
                + $"{Percent(behaviour.LikedOutside)} of all others are, by whim, fixed for listener and track. "
                + $"{Percent(facts.AverseShare)} of the listeners cannot bear one of four moods, which have nothing to do with style or "
                + "sound, and like no track of it. No model sees styles, strengths, moods or whims.",
            $"Before the first round: a year of listening, {facts.StartingListens:0} listens at the median, the same for all "
                + $"recommenders; {facts.ColdTracks} of {facts.Tracks} tracks are new and nobody has played them.",
            $"A round. Every listener gets a list of {rounds.ListLength} unheard tracks and goes on from each track to the next "
                + $"with chance {Percent(behaviour.GoesOn)}, whatever is shown (position bias). A liked track is skipped with chance "
                + $"{Percent(behaviour.SkipsLiked)}, another one played to the end with chance {Percent(behaviour.PlaysDisliked)}; "
                + $"{Percent(behaviour.SaysLike)} of the liked tracks played get a like, {Percent(behaviour.SaysDislike)} of the skipped tracks not liked a dislike, every other skip is told. Then come "
                + $"{behaviour.OwnListens} own listens: {Percent(behaviour.Repeats)} repeat a liked track, "
                + $"{Percent(behaviour.FollowsCharts)} follow what everybody plays, the rest goes by taste to a style already played, "
                + "within it to what everybody plays in this recommender's world.",
            $"Feedback. Each recommender has a world of its own with the same listeners and the same chance: a listener reacts to "
                + "a track in the same way whichever recommender brings it. Models learn from the log that grew under them, "
                + (rounds.RetrainEvery == 1 ? "anew every round" : $"anew every {rounds.RetrainEvery} rounds and by fold-in between")
                + (rounds.RetrainContent
                    ? "; the network that hears is trained anew each time."
                    : "; the network that hears is trained once, on the first world's starting log."),
            rounds.ChangeAt is > 0 and { } change
                ? $"Change. From round {change} on, {Percent(rounds.ChangeShare)} of the listeners, drawn by chance, have dropped their "
                    + "strongest style for one they never liked, which they play on their own, too."
                : "Nobody's taste changes.",
            "What this cannot show: real tastes are not made of a few styles that can be heard, real people tire, have moods and "
                + "company, and judge lists as wholes. A simulation shows how recommenders behave under stated assumptions; that one "
                + "beats another here does not mean that people would prefer it.",
        ];
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");
}
