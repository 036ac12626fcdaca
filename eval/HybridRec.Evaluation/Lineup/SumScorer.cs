using System.Buffers;
using System.Numerics.Tensors;
using HybridRec.Engine.Interactions;

namespace HybridRec.Evaluation.Lineup;

/// <summary>A weighted sum of two models' scores, each divided by the root mean square of its scores over a sample of users.</summary>
/// <remarks>
/// The mean is over items with training users: what a model gives to items it knows nothing of is no measure of its scores.
/// One divisor per model, not per user, keeps the sum linear in the listener's own plays, so that a score still decomposes
/// into contributions of plays (Decision 5).
/// </remarks>
internal sealed class SumScorer : IItemScorer
{
    private const int SampledUsers = 256;

    private readonly IItemScorer _first;
    private readonly IItemScorer _second;
    private readonly float _firstScale;
    private readonly float _secondScale;

    /// <param name="first">One model.</param>
    /// <param name="second">The other, on the same items.</param>
    /// <param name="firstWeight">Weight of the first, 0 to 1.</param>
    /// <param name="train">What they were trained on.</param>
    public SumScorer(IItemScorer first, IItemScorer second, double firstWeight, InteractionMatrix train)
    {
        _first = first;
        _second = second;
        _firstScale = Scale(first, firstWeight, train);
        _secondScale = Scale(second, 1 - firstWeight, train);
    }

    public int ItemCount => _first.ItemCount;

    public void Score(ReadOnlySpan<int> userRows, Span<float> scores)
    {
        _first.Score(userRows, scores);
        float[] rented = ArrayPool<float>.Shared.Rent(scores.Length);
        Span<float> other = rented.AsSpan(0, scores.Length);
        _second.Score(userRows, other);
        TensorPrimitives.Multiply(scores, _firstScale, scores);
        TensorPrimitives.MultiplyAdd(other, _secondScale, scores, scores);
        ArrayPool<float>.Shared.Return(rented);
    }

    private static float Scale(IItemScorer scorer, double weight, InteractionMatrix train)
    {
        int[] users = train.Transpose().CountPairsByRow();
        int[] played = [.. Enumerable.Range(0, users.Length).Where(item => users[item] > 0)];
        int step = Math.Max(1, train.RowCount / SampledUsers);
        double squares = 0;
        long count = 0;
        float[] scores = new float[scorer.ItemCount];
        for (int user = 0; user < train.RowCount; user += step)
        {
            scorer.Score([user], scores);
            foreach (int item in played)
            {
                squares += (double)scores[item] * scores[item];
            }

            count += played.Length;
        }

        return squares > 0 ? (float)(weight / Math.Sqrt(squares / count)) : 0;
    }
}
