using HybridRec.Engine.Interactions;
using HybridRec.Engine.Serving;

namespace HybridRec.Evaluation.Lineup;

/// <summary>Scores as the server does, before it re-ranks: the listener's profile on the served model.</summary>
/// <param name="served">The model.</param>
internal sealed class ProfileScorer(ServedModel served) : IItemScorer
{
    public int ItemCount => served.Model.Tracks.Count;

    public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
    {
        for (int i = 0; i < userRows.Length; i++)
        {
            ListenerProfile profile = new(served.Model, served.HistoryOf(userRows[i]), served.Options);
            profile.ScoreAll(scores.Slice(i * ItemCount, ItemCount));
        }
    }
}
