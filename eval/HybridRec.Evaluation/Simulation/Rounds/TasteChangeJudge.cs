namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>Finds when the lists follow a change of taste.</summary>
internal static class TasteChangeJudge
{
    /// <summary>A list holds enough of the style gained from this share of its share of the new taste on.</summary>
    private const double Enough = 0.5;

    public static IReadOnlyList<TasteFollowing> Judge(
        SimulatedWorld start, TrueTaste truth, RoundsLog log, RoundsOptions options)
    {
        List<TasteFollowing> following = [];
        for (int listener = 0; listener < truth.Changes.Count; listener++)
        {
            if (truth.Changes[listener] is { } change)
            {
                following.Add(Judge(start, change, log, options, listener));
            }
        }

        return following;
    }

    private static TasteFollowing Judge(
        SimulatedWorld start, TasteChange change, RoundsLog log, RoundsOptions options, int listener)
    {
        int plays = 0;
        for (int round = options.ChangeRound; round < log.Rounds; round++)
        {
            if (HoldsEnough(round) && HoldsEnough(round + 1))
            {
                return new TasteFollowing(listener, round - options.ChangeRound, plays);
            }

            plays += log.Played[round - 1][listener].Length;
        }

        return new TasteFollowing(listener, null, plays + log.Played[^1][listener].Length);

        bool HoldsEnough(int round) =>
            log.Shown[round - 1][listener].Count(track => start.Tracks[track].Style == change.Gained)
                >= Enough * change.Strength * options.ListLength;
    }
}
