namespace HybridRec.Engine.Reranking;

/// <summary>At most so many rows of one group (an artist, an album) in any stretch of consecutive positions.</summary>
/// <param name="Groups">Group number by row: the same for two rows exactly if they share the group.</param>
/// <param name="Most">Rows of one group in the stretch, ≥ 1.</param>
/// <param name="Window">Length of the stretch in positions, ≥ 1.</param>
public sealed record GroupCap(int[] Groups, int Most, int Window)
{
    /// <summary>Rows of one group that a list can hold at most.</summary>
    /// <param name="count">Length of the list, ≥ 1.</param>
    public int MostIn(int count) => (int)Math.Min(int.MaxValue, (long)Most * (1 + ((count - 1) / Window)));
}
