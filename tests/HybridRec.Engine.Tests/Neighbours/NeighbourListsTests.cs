using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;

namespace HybridRec.Engine.Tests.Neighbours;

public sealed class NeighbourListsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void Find_RandomRows_KeepsWhatADenseProductAndASortKeep(int count)
    {
        Random random = new(3);
        InteractionMatrix rows = InteractionMatrix.Build(
            150, 40, Enumerable.Range(0, 900).Select(_ => (random.Next(150), random.Next(40), 1f + random.Next(3))));
        float[,] product = DenseProduct(rows);

        NeighbourLists lists = NeighbourLists.Find(rows, default(LessThanNine), count, 2, TestContext.Current.CancellationToken);

        for (int row = 0; row < 150; row++)
        {
            float[] expected = new float[150];
            int[] best = [.. Enumerable.Range(0, 150)
                .Where(other => other != row && product[row, other] is > 0 and < 9)
                .OrderByDescending(other => product[row, other])
                .ThenBy(other => other)
                .Take(count)];
            foreach (int other in best)
            {
                expected[other] = product[row, other] / best.Sum(kept => product[row, kept]);
            }

            float[] actual = new float[150];
            lists.Score([row], actual);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
    }

    private static float[,] DenseProduct(InteractionMatrix rows)
    {
        float[,] product = new float[rows.RowCount, rows.RowCount];
        for (int a = 0; a < rows.RowCount; a++)
        {
            for (int b = 0; b < rows.RowCount; b++)
            {
                for (int at = 0; at < rows.Columns(a).Length; at++)
                {
                    int match = rows.Columns(b).IndexOf(rows.Columns(a)[at]);
                    product[a, b] += match < 0 ? 0 : rows.Values(a)[at] * rows.Values(b)[match];
                }
            }
        }

        return product;
    }

    /// <summary>The sum itself, unless it is 9 or more: such pairs are not kept.</summary>
    private readonly struct LessThanNine : IPairScore
    {
        public float Of(int row, int other, float sum) => sum < 9 ? sum : 0f;
    }
}
