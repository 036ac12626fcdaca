using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>Measures by the truth what happened in a world.</summary>
internal static class RoundsJudge
{
    public static RoundsJudgement Judge(SimulatedWorld start, TrueTaste truth, RoundsLog log, RoundsOptions options)
    {
        int listeners = start.Listeners.Count;
        double[][][] values = [.. RoundMeasure.All.Select(_ =>
            Enumerable.Range(0, log.Rounds).Select(_ => new double[listeners]).ToArray())];
        float[] popularity = StartingPopularity(start);
        Parallel.For(0, listeners, listener =>
            new ListenerJudge(start, truth, log, popularity, options.ListLength, listener).Fill(values));
        return new RoundsJudgement(
            log.Recommender,
            values,
            [.. log.Shown.Select(lists => ExposureGini(lists, start.Tracks.Count))],
            TasteChangeJudge.Judge(start, truth, log, options));
    }

    /// <summary>Gini of how often each track is shown, over the whole library.</summary>
    internal static double ExposureGini(int[][] lists, int tracks)
    {
        int[] shown = new int[tracks];
        foreach (int track in lists.SelectMany(list => list))
        {
            shown[track]++;
        }

        return Exposure.Gini(shown);
    }

    /// <summary>π by the starting log: one yardstick for all rounds and recommenders.</summary>
    private static float[] StartingPopularity(SimulatedWorld start)
    {
        int[] users = new int[start.Tracks.Count];
        foreach (int track in start.Listeners.SelectMany(listener =>
            listener.Listens.Where(listen => !listen.Skipped).Select(listen => listen.Track).Distinct()))
        {
            users[track]++;
        }

        return PopularityPercentile.Of(users);
    }

    /// <summary>The measures of one listener.</summary>
    private sealed class ListenerJudge(SimulatedWorld start, TrueTaste truth, RoundsLog log, float[] popularity, int listLength, int listener)
    {
        private readonly HashSet<int> _playedBefore =
            [.. start.Listeners[listener].Listens.Where(listen => !listen.Skipped).Select(listen => listen.Track)];

        private readonly HashSet<int> _playedSince = [];

        public void Fill(double[][][] values)
        {
            HashSet<int> stylesPlayed = [.. _playedBefore.Select(StyleOf)];
            for (int round = 1; round <= log.Rounds; round++)
            {
                int[] list = log.Shown[round - 1][listener];
                int[] played = log.Played[round - 1][listener];
                int[] liked = [.. list.Where(track => truth.Likes(listener, track, round))];
                int serendipitous = liked.Count(track => !stylesPlayed.Contains(StyleOf(track))
                    && !_playedBefore.Contains(track) && !_playedSince.Contains(track));
                _playedSince.UnionWith(played);
                stylesPlayed.UnionWith(played.Select(StyleOf));

                Set("liked", (double)liked.Length / listLength);
                Set("serendipity", (double)serendipitous / listLength);
                Set("found", Found(round));
                Set("styles-shown", EffectiveStyles(MixOf(list)));
                Set("styles-played", EffectiveStyles(MixOf(played)));
                Set("mix-distance", JensenShannon.Distance(MixOf(played), [.. truth.Mix(listener, round)]));
                Set("popularity", list.Length == 0 ? double.NaN : list.Average(track => (double)popularity[track]));

                void Set(string measure, double value) => values[RoundMeasure.IndexOf(measure)][round - 1][listener] = value;
            }
        }

        private double Found(int round)
        {
            int all = 0;
            int found = 0;
            for (int track = 0; track < start.Tracks.Count; track++)
            {
                if (!start.HasPlayed(listener, track) && truth.Likes(listener, track, round))
                {
                    all++;
                    found += _playedSince.Contains(track) ? 1 : 0;
                }
            }

            return all == 0 ? double.NaN : (double)found / all;
        }

        private int StyleOf(int track) => start.Tracks[track].Style;

        private double[] MixOf(int[] tracks)
        {
            double[] mix = new double[truth.Styles];
            foreach (int track in tracks)
            {
                mix[StyleOf(track)] += 1.0 / tracks.Length;
            }

            return mix;
        }
    }

    /// <summary>e to the Shannon entropy: 1 for one style, n for n styles evenly; NaN without tracks.</summary>
    internal static double EffectiveStyles(IReadOnlyList<double> mix) =>
        mix.Any(share => share > 0)
            ? Math.Exp(-mix.Where(share => share > 0).Sum(share => share * Math.Log(share)))
            : double.NaN;
}
