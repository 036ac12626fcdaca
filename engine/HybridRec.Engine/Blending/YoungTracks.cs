using HybridRec.Engine.Interactions;

namespace HybridRec.Engine.Blending;

/// <summary>
/// Tracks made young: of some well-played tracks with audio all plays but the first few are taken out, to see how soon a blend
/// finds the listeners of a new track. Immutable.
/// </summary>
/// <param name="Plays">The plays without them, same shape.</param>
/// <param name="IsYoung">Whether a track was made young, shape (tracks).</param>
/// <param name="TakenOf">The young tracks that were taken out of each listener, ascending; by user row, where there are any.</param>
internal sealed record YoungTracks(InteractionMatrix Plays, bool[] IsYoung, IReadOnlyDictionary<int, int[]> TakenOf)
{
    private const int FewestListeners = 8;
    private const double Share = 0.1;
    private const int Most = 2_000;
    private const int FewestTaken = 200;

    /// <summary>Listeners left to the young tracks, in turn.</summary>
    private static readonly int[] Left = [0, 1, 2, 4];

    /// <summary>Draws the tracks.</summary>
    /// <param name="plays">All plays, users × tracks.</param>
    /// <param name="heard">Whether a track has an embedding.</param>
    /// <param name="seen">Tracks whose plays the embeddings have learned from, which are young no more.</param>
    /// <param name="seed">Seed.</param>
    /// <returns>Null where there are too few to learn anything from.</returns>
    public static YoungTracks? Choose(InteractionMatrix plays, ReadOnlySpan<bool> heard, IReadOnlySet<int> seen, int seed)
    {
        InteractionMatrix listeners = plays.Transpose();
        List<int> eligible = [];
        for (int track = 0; track < heard.Length; track++)
        {
            if (heard[track] && listeners.Columns(track).Length >= FewestListeners && !seen.Contains(track))
            {
                eligible.Add(track);
            }
        }

        int[] tracks = [.. eligible];
        Random chance = new(seed);
        chance.Shuffle(tracks);
        tracks = tracks[..(int)Math.Min(Most, Math.Ceiling(Share * tracks.Length))];
        HashSet<(int User, int Track)> taken = [];
        for (int at = 0; at < tracks.Length; at++)
        {
            int[] users = listeners.Columns(tracks[at]).ToArray();
            chance.Shuffle(users);
            taken.UnionWith(users.Skip(Left[at % Left.Length]).Select(user => (user, tracks[at])));
        }

        if (taken.Count < FewestTaken)
        {
            return null;
        }

        bool[] young = new bool[heard.Length];
        Array.ForEach(tracks, track => young[track] = true);
        return new YoungTracks(
            plays.Where((user, track) => !taken.Contains((user, track))),
            young,
            taken.GroupBy(pair => pair.User).ToDictionary(
                group => group.Key, group => group.Select(pair => pair.Track).Order().ToArray()));
    }
}
