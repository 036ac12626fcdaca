using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Serving;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Simulated listens as the engine knows them: listener i has user id i + 1.</summary>
internal static class WorldListens
{
    /// <summary>What the server knows of every listener.</summary>
    public static ListenerHistory[] Histories(SimulatedWorld world, HeardLibrary library)
    {
        ListenerHistory[] histories = new ListenerHistory[world.Listeners.Count];
        for (int listener = 0; listener < histories.Length; listener++)
        {
            histories[listener] = new ListenerHistory();
            foreach (SimulatedListen listen in world.Listeners[listener].Listens)
            {
                Add(histories[listener], library, listener, listen);
            }
        }

        return histories;
    }

    /// <summary>Adds one listen to a history.</summary>
    public static void Add(ListenerHistory history, HeardLibrary library, int listener, SimulatedListen listen) => history.Add(
        new Listen(new UserId(listener + 1), library.Ids[listen.Track], listen.ListenedAt)
        {
            DurationPlayed = listen.Played,
            Skipped = listen.Skipped,
            Source = "simulation",
        },
        library.Tracks[listen.Track].Duration);

    /// <summary>Play counts to train on, listeners × tracks.</summary>
    public static InteractionMatrix Plays(IReadOnlyList<ListenerHistory> histories, HeardLibrary library) =>
        InteractionMatrix.Build(
            histories.Count,
            library.Tracks.Count,
            histories.SelectMany((history, row) => history.PlayCounts
                .Select(pair => (row, (int)pair.Key.Value - 1, pair.Value))));
}
