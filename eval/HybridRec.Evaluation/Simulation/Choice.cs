namespace HybridRec.Evaluation.Simulation;

/// <summary>Draws places in proportion to weights, of which one at least is positive.</summary>
internal sealed class Choice
{
    private readonly double[] _sums;

    public Choice(double[] weights)
    {
        Weights = weights;
        _sums = new double[weights.Length];
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            _sums[i] = sum += weights[i];
        }
    }

    public double[] Weights { get; }

    public int Draw(Random chance) => At(chance.NextDouble());

    /// <summary>The place at which a share of all weight, [0, 1), is reached.</summary>
    public int At(double share)
    {
        double at = share * _sums[^1];
        int low = 0;
        for (int high = _sums.Length - 1; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = _sums[middle] > at ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
