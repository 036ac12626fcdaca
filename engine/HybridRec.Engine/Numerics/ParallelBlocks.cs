using System.Runtime.ExceptionServices;

namespace HybridRec.Engine.Numerics;

/// <summary>Splits rows into fixed blocks and works on them in parallel. Blocks depend on the row count only.</summary>
internal static class ParallelBlocks
{
    /// <summary>Calls <paramref name="work"/> once per block, concurrently; returns when all are done.</summary>
    /// <typeparam name="TScratch">Buffers one worker reuses from block to block.</typeparam>
    /// <param name="rows">Number of rows, ≥ 0.</param>
    /// <param name="blockSize">Rows per block, ≥ 1; the last one may be shorter.</param>
    /// <param name="threads">Workers at most; 0 for all cores.</param>
    /// <param name="scratch">Makes the buffers of one worker.</param>
    /// <param name="work">Gets buffers, block number, first row and the row after the last.</param>
    /// <param name="cancellationToken">Checked before every block.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <remarks>An exception of <paramref name="work"/> comes out as itself, not wrapped.</remarks>
    public static void For<TScratch>(
        int rows,
        int blockSize,
        int threads,
        Func<TScratch> scratch,
        Action<TScratch, int, int, int> work,
        CancellationToken cancellationToken)
    {
        int blocks = (rows + blockSize - 1) / blockSize;
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads,
            CancellationToken = cancellationToken,
        };
        try
        {
            Parallel.For(
                0,
                blocks,
                parallel,
                scratch,
                (block, _, buffers) =>
                {
                    int start = block * blockSize;
                    work(buffers, block, start, Math.Min(start + blockSize, rows));
                    return buffers;
                },
                static _ => { });
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
