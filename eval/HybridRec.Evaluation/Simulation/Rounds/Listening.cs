using HybridRec.Engine.Listens;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>What listeners do in a round: go through their list, then play a few things of their own choice.</summary>
/// <remarks>
/// <para>
/// From a list a listener hears the first n tracks, n geometric (<see cref="BehaviourOptions.GoesOn"/>) and independent of
/// what is shown. Liked tracks are played through, others skipped after a tenth, both with exceptions; a skip is told to
/// the recommender as such or as a dislike, and some liked tracks get a like.
/// </para>
/// <para>
/// Own listens repeat what was liked, follow the charts, or go by taste to a style the listener knows (one they have played
/// before, or the one a change of taste brought), within it to what everybody plays. So a style never met is met through a
/// list or the charts only, and what the recommender makes popular is met more often.
/// </para>
/// </remarks>
internal sealed class Listening(TrueTaste truth, BehaviourOptions options, Draws draws)
{
    /// <summary>What one listener does in a round.</summary>
    /// <param name="world">Takes the listens.</param>
    /// <param name="charts">What everybody plays, as of the beginning of the round.</param>
    /// <param name="listener">Who.</param>
    /// <param name="round">The round, from 1.</param>
    /// <param name="list">What they are shown.</param>
    /// <returns>The tracks played through, in order, with repetitions.</returns>
    public int[] Listen(RoundsWorld world, Charts charts, int listener, int round, IReadOnlyList<int> list)
    {
        List<int> played = [];
        double patience = 1 - draws.Uniform(Draw.Patience, listener, round);
        for (int place = 0; place < list.Count && patience <= Math.Pow(options.GoesOn, place); place++)
        {
            int track = list[place];
            bool through = PlaysThrough(listener, track, round);
            Log(track, through);
            bool likes = truth.Likes(listener, track, round);
            if (!through)
            {
                bool says = !likes && draws.Uniform(Draw.SaysDislike, listener, track) < options.SaysDislike;
                world.Say(listener, track, says ? FeedbackKind.Dislike : FeedbackKind.Skip);
            }
            else if (likes && draws.Uniform(Draw.SaysLike, listener, track) < options.SaysLike)
            {
                world.Say(listener, track, FeedbackKind.Like);
            }
        }

        for (int own = 0; own < options.OwnListens; own++)
        {
            double place = draws.Uniform(Draw.OwnPlace, listener, round, own);
            double kind = draws.Uniform(Draw.OwnKind, listener, round, own);
            if (kind < options.Repeats && Liked(world, listener, round) is { Count: > 0 } liked)
            {
                Log(liked[(int)(place * liked.Count)], through: true);
            }
            else
            {
                Choice? style = kind < options.Repeats + options.FollowsCharts
                    ? null
                    : KnownTaste(world, listener, round);
                int track = style is null
                    ? charts.Anywhere.At(place)
                    : charts.WithinStyle[style.At(draws.Uniform(Draw.OwnStyle, listener, round, own))].At(place);
                Log(track, PlaysThrough(listener, track, round));
            }
        }

        return [.. played];

        void Log(int track, bool through)
        {
            world.Log(listener, track, through);
            if (through)
            {
                played.Add(track);
            }
        }
    }

    private bool PlaysThrough(int listener, int track, int round)
    {
        double reaction = draws.Uniform(Draw.Reaction, listener, track);
        return truth.Likes(listener, track, round) ? reaction >= options.SkipsLiked : reaction < options.PlaysDisliked;
    }

    private List<int> Liked(RoundsWorld world, int listener, int round) =>
        [.. world.PlayedThrough(listener).Where(track => truth.Likes(listener, track, round))];

    private Choice? KnownTaste(RoundsWorld world, int listener, int round)
    {
        int? gained = truth.HasChanged(listener, round) ? truth.Changes[listener]!.Gained : null;
        double[] known = [.. truth.Mix(listener, round).Select((strength, style) =>
            strength > 0 && (style == gained || world.KnowsStyle(listener, style)) ? strength : 0)];
        return known.Sum() > 0 ? new Choice(known) : null;
    }
}
