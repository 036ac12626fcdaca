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

    /// <summary>What there is to train on, listeners × tracks.</summary>
    /// <param name="histories">By listener.</param>
    /// <param name="library">The music.</param>
    /// <param name="evidence">How it is weighed; null for plays alone, whatever was said.</param>
    public static InteractionMatrix Plays(
        IReadOnlyList<ListenerHistory> histories, HeardLibrary library, EvidenceOptions? evidence = null)
    {
        return Matrix(signals => evidence is null ? (float)signals.Plays : signals.Weigh(evidence).For)
            .WithAgainst(evidence is null ? null : Matrix(signals => signals.Weigh(evidence).Against));

        InteractionMatrix Matrix(Func<TrackSignals, float> value) => InteractionMatrix.Build(
            histories.Count,
            library.Tracks.Count,
            histories.SelectMany((history, row) => history.Signals
                .Select(pair => (row, (int)pair.Key.Value - 1, value(pair.Value)))));
    }
}
