namespace HybridRec.Engine.Neighbours;

/// <summary>Draws rows with given shares in constant time. Immutable and thread-safe.</summary>
/// <remarks>Walker's alias method as built by Vose, "A Linear Algorithm for Generating Random Numbers", IEEE TSE 1991.</remarks>
internal sealed class AliasTable
{
    private readonly double[] _keep;
    private readonly int[] _alias;

    /// <summary>Prepares the draws; O(rows).</summary>
    /// <param name="weights">Finite, ≥ 0, at least one &gt; 0.</param>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        _keep = new double[weights.Length];
        _alias = new int[weights.Length];
        Stack<int> small = new();
        Stack<int> large = new();
        for (int row = 0; row < weights.Length; row++)
        {
            _keep[row] = weights[row] * weights.Length / sum;
            _alias[row] = row;
            (_keep[row] < 1 ? small : large).Push(row);
        }

        // Each row of less than its share is filled up by one of more.
        while (small.Count > 0 && large.Count > 0)
        {
            int poor = small.Pop();
            int rich = large.Pop();
            _alias[poor] = rich;
            _keep[rich] -= 1 - _keep[poor];
            (_keep[rich] < 1 ? small : large).Push(rich);
        }

        // What is left over is 1 but for rounding.
        foreach (int row in small.Concat(large))
        {
            _keep[row] = 1;
        }
    }

    /// <summary>Draws a row.</summary>
    /// <param name="random">Chance.</param>
    public int Draw(Random random)
    {
        double at = random.NextDouble() * _keep.Length;
        int row = (int)at;
        return at - row < _keep[row] ? row : _alias[row];
    }
}
