using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Lineup;

/// <summary>What lists are asked for.</summary>
/// <param name="UserRows">The users, each once.</param>
/// <param name="Length">Items a list, ≥ 1; fewer where fewer qualify.</param>
/// <param name="IncludeHeard">Whether items of the user's training history may be listed.</param>
/// <param name="Excluded">True for items not to be listed, shape (items); empty excludes none.</param>
public sealed record RankingRequest(int[] UserRows, int Length, bool IncludeHeard, bool[] Excluded);

/// <summary>A trained model of the line-up. Thread-safe; uses all cores.</summary>
public interface IRanker
{
    /// <summary>Whether the first k of a longer list are the list of length k. Not so where a list is made as a whole.</summary>
    bool ExtendsShorterLists { get; }

    /// <summary>Makes the lists, best first; equal scores in the order of item rows.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Stops between blocks of users.</param>
    RankedLists Rank(RankingRequest request, CancellationToken cancellationToken);
}
