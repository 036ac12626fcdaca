using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Evaluation.Simulation;

/// <summary>The lists a model makes for simulated listeners, as the server would, by track index.</summary>
/// <param name="model">The model.</param>
/// <param name="world">The simulated world.</param>
/// <param name="trackIds">By track index: its id in the model. A track absent from the model cannot be picked.</param>
public sealed class HybridLists(ServingModel model, SimulatedWorld world, IReadOnlyList<TrackId> trackIds)
{
    private readonly Dictionary<TrackId, int> _indexes =
        trackIds.Select((id, index) => (id, index)).ToDictionary(pair => pair.id, pair => pair.index);

    /// <summary>Measures the model's lists beside the yardsticks.</summary>
    /// <param name="histories">By listener: what the server knows of them.</param>
    /// <param name="lengths">How long the lists are.</param>
    /// <param name="seed">Seed of the random lists and the intervals.</param>
    /// <param name="cancellationToken">Stops between listeners.</param>
    /// <exception cref="ArgumentException">Not one history per listener.</exception>
    public HeldBackReport Measure(
        IReadOnlyList<ListenerHistory> histories,
        ListLengths lengths,
        int seed,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(histories);
        ArgumentNullException.ThrowIfNull(lengths);
        PlaylistRequest all = new() { Count = lengths.All };

        // The dial at 0: among cold tracks there is no popularity to trade, and taste alone is asked.
        PlaylistRequest cold = new()
        {
            Count = lengths.Cold,
            Discovery = 0,
            Exclude = trackIds.Where((_, index) => !world.IsCold[index]).Select(id => id.Value).ToHashSet(),
        };
        return HeldBackReport.Make(world, Lists(all), Lists(cold), lengths, seed);

        IReadOnlyList<int>[] Lists(PlaylistRequest request)
        {
            IReadOnlyList<int>[] lists = new IReadOnlyList<int>[histories.Count];
            ParallelOptions parallel = new() { CancellationToken = cancellationToken };
            Parallel.For(0, lists.Length, parallel, listener => lists[listener] = Pick(histories[listener], request));
            return lists;
        }
    }

    private int[] Pick(ListenerHistory history, PlaylistRequest request) =>
        [.. Recommender.Pick(model, history, request).Tracks.Where(_indexes.ContainsKey).Select(id => _indexes[id])];
}
