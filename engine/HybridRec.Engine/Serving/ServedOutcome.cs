using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Serving;

/// <summary>What a listener did with a track, once.</summary>
/// <param name="Track">The track.</param>
/// <param name="At">When, unix seconds.</param>
/// <param name="Good">Played through or liked; false: skipped early or disliked.</param>
/// <param name="Said">Whether they said so in words, like or dislike, which counts for more than plays.</param>
internal readonly record struct Reaction(TrackId Track, long At, bool Good, bool Said);

/// <summary>What became of a track that was shown, where anything did.</summary>
/// <param name="User">To whom.</param>
/// <param name="ServedAt">When.</param>
/// <param name="Source">The generator it came from.</param>
/// <param name="Propensity">See <see cref="ServedTrack.Propensity"/>.</param>
/// <param name="Liked">Played through or liked; false: skipped within 30 s or disliked.</param>
public sealed record ServedOutcome(UserId User, DateTimeOffset ServedAt, string Source, double Propensity, bool Liked)
{
    /// <summary>Reads what became of all that was shown to a listener.</summary>
    /// <param name="plays">What they played and said.</param>
    /// <param name="catalogue">Knows playing times.</param>
    /// <param name="serves">What they were shown.</param>
    /// <param name="user">Who.</param>
    /// <param name="options">Says how long a play is due to a list.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>Newest list first; without what was neither played nor judged.</returns>
    public static async Task<IReadOnlyList<ServedOutcome>> ReadAsync(
        IPlayLog plays,
        ICatalogue catalogue,
        IServeLog serves,
        UserId user,
        GeneratorBanditOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(serves);
        ArgumentNullException.ThrowIfNull(options);
        List<ServedList> lists = await serves.ReadAsync(user, DateTimeOffset.MinValue, cancellationToken).ToListAsync(cancellationToken);
        if (lists.Count == 0)
        {
            return [];
        }

        ListenerHistory history = await ListenerHistory.ReadAsync(plays, catalogue, user, lists[^1].ServedAt, cancellationToken);
        return Match(lists, history.Reactions, options);
    }

    /// <summary>Finds the list that each reaction is due to: the newest before it with the track, within the time that counts.</summary>
    /// <param name="lists">Lists of one listener, newest first.</param>
    /// <param name="reactions">In any order.</param>
    /// <param name="options">Says how long a play is due to a list.</param>
    /// <returns>As <see cref="ReadAsync"/>.</returns>
    internal static List<ServedOutcome> Match(
        IReadOnlyList<ServedList> lists, IReadOnlyList<Reaction> reactions, GeneratorBanditOptions options)
    {
        long credit = (long)(options.CreditDays * 86_400);
        Dictionary<TrackId, List<Reaction>> waiting = [];
        foreach (Reaction reaction in reactions.OrderBy(reaction => reaction.At))
        {
            (waiting.TryGetValue(reaction.Track, out List<Reaction>? some) ? some : waiting[reaction.Track] = []).Add(reaction);
        }

        List<ServedOutcome> outcomes = [];
        foreach (ServedList list in lists)
        {
            // A listen starts at a whole second.
            long shown = list.ServedAt.ToUnixTimeSeconds();
            foreach (ServedTrack track in list.Tracks)
            {
                if (!waiting.TryGetValue(track.Track, out List<Reaction>? some))
                {
                    continue;
                }

                Reaction[] due = [.. some.Where(reaction => reaction.At >= shown && reaction.At <= shown + credit)];
                some.RemoveAll(reaction => reaction.At >= shown);
                if (due.Length > 0)
                {
                    int word = Array.FindLastIndex(due, reaction => reaction.Said);
                    bool liked = word >= 0 ? due[word].Good : Array.Exists(due, reaction => reaction.Good);
                    outcomes.Add(new ServedOutcome(list.User, list.ServedAt, track.Source, track.Propensity, liked));
                }
            }
        }

        return outcomes;
    }
}
