using HybridRec.Engine.Interactions;

namespace HybridRec.Evaluation.Lineup;

/// <summary>Scores by chance: the floor of every table. The same seed gives each user the same scores in any order.</summary>
/// <param name="itemCount">Number of items.</param>
/// <param name="seed">Seed.</param>
internal sealed class RandomScorer(int itemCount, int seed) : IItemScorer
{
    private const int Spread = 1_000_003;

    public int ItemCount => itemCount;

    public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
    {
        for (int i = 0; i < userRows.Length; i++)
        {
            Random chance = new(unchecked((seed * Spread) + userRows[i]));
            foreach (ref float score in scores.Slice(i * itemCount, itemCount))
            {
                score = chance.NextSingle();
            }
        }
    }
}
