using HybridRec.Engine.Measurement;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Evaluation.Lineup;

/// <summary>The discovery playlists that the server would make at a dial setting.</summary>
/// <param name="served">The model.</param>
/// <param name="discovery">The dial d, 0 to 1.</param>
/// <remarks>A list is made as a whole to keep the dial's promise, so the first 10 of a list of 20 are not the list of 10.</remarks>
internal sealed class DialRanker(ServedModel served, double discovery) : IRanker
{
    public double Discovery => discovery;

    public bool ExtendsShorterLists => false;

    public RankedLists Rank(RankingRequest request, CancellationToken cancellationToken) =>
        RankWithDial(request, cancellationToken).Lists;

    /// <returns>The lists, and for each what the dial asked and what was feasible; NaN for a user without plays.</returns>
    public (RankedLists Lists, (double Asked, double Feasible)[] Dial) RankWithDial(
        RankingRequest request, CancellationToken cancellationToken)
    {
        RankedLists lists = new(request.UserRows, request.Length);
        (double Asked, double Feasible)[] dial = new (double, double)[lists.Count];
        PlaylistRequest wanted = new()
        {
            Count = request.Length,
            Discovery = discovery,
            IncludeHeard = request.IncludeHeard,
            Exclude = Excluded(request.Excluded),
        };
        ParallelOptions parallel = new()
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        Parallel.For(0, lists.Count, parallel, index =>
        {
            ListenerHistory history = served.HistoryOf(request.UserRows[index]);
            PickedTracks picked = Recommender.Pick(served.Model, history, wanted, served.Options);
            for (int place = 0; place < picked.Tracks.Count; place++)
            {
                // The order is the re-ranker's; what it weighed is no longer one number.
                lists.Set(index, place, served.RowOf(picked.Tracks[place]), -place);
            }

            dial[index] = (picked.AskedPopularity ?? double.NaN, picked.FeasiblePopularity ?? double.NaN);
        });
        return (lists, dial);
    }

    private HashSet<long> Excluded(bool[] excluded) =>
        [.. Enumerable.Range(0, excluded.Length).Where(item => excluded[item]).Select(item => served.TrackOf(item).Value)];
}
