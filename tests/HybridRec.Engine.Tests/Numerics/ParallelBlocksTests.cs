using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class ParallelBlocksTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 4)]
    [InlineData(8, 4)]
    [InlineData(103, 7)]
    public void For_AnyShape_CoversEveryRowOnce(int rows, int blockSize)
    {
        int[] visits = new int[rows];

        ParallelBlocks.For(
            rows,
            blockSize,
            3,
            () => 0,
            (_, block, start, end) =>
            {
                Assert.Equal(block * blockSize, start);
                for (int row = start; row < end; row++)
                {
                    visits[row]++;
                }
            },
            TestContext.Current.CancellationToken);

        Assert.All(visits, count => Assert.Equal(1, count));
    }

    [Fact]
    public void For_CancelledInTheMiddle_WorksOnNoFurtherBlock()
    {
        using CancellationTokenSource cancellation = new();
        int done = 0;

        Assert.ThrowsAny<OperationCanceledException>(() => ParallelBlocks.For(
            1_000,
            10,
            1,
            () => 0,
            (_, _, _, _) =>
            {
                if (++done == 5)
                {
                    cancellation.Cancel();
                }
            },
            cancellation.Token));

        Assert.Equal(5, done);
    }

    [Fact]
    public void For_WorkThrows_TheExceptionComesOutAsItself() => Assert.Throws<InvalidDataException>(() => ParallelBlocks.For(
        10, 1, 2, () => 0, (_, _, _, _) => throw new InvalidDataException(), TestContext.Current.CancellationToken));
}
