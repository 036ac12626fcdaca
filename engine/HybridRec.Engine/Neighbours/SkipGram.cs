using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Neighbours;

/// <summary>Skip-gram with negative sampling by alternating passes, for <see cref="Item2Vec"/>.</summary>
internal sealed class SkipGram
{
    private const int RowsPerBlock = 16;

    /// <summary>Length of an initial vector: long enough for the first pass to have something to go by.</summary>
    private const float InitialLength = 0.5f;

    private readonly InteractionMatrix _users;
    private readonly InteractionMatrix _items;
    private readonly Item2VecOptions _options;
    private readonly AliasTable _chance;

    /// <summary>Prepares the draws by chance.</summary>
    /// <param name="users">Plays, users × items, at least one.</param>
    /// <param name="options">Hyperparameters.</param>
    public SkipGram(InteractionMatrix users, Item2VecOptions options)
    {
        _users = users;
        _items = users.Transpose();
        _options = options;
        double[] weights = new double[_items.RowCount];
        for (int item = 0; item < weights.Length; item++)
        {
            int count = _items.Columns(item).Length;
            weights[item] = count == 0 ? 0 : Math.Pow(count, options.NegativeExponent);
        }

        _chance = new AliasTable(weights);
    }

    /// <summary>Learns the vectors of all items; those of items without plays stay 0.</summary>
    /// <param name="vectors">Output, zeros at first, shape (items, rank).</param>
    /// <param name="cancellationToken">Checked every 16 items.</param>
    public void Learn(FactorMatrix vectors, CancellationToken cancellationToken)
    {
        FactorMatrix contexts = new(vectors.Rows, vectors.Rank);
        Initialise(vectors, 0);
        Initialise(contexts, 1);
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            float rate = _options.LearningRate * (1f - ((float)epoch / _options.Epochs));
            Pass(vectors, contexts, rate, (2 * epoch) + 2, cancellationToken);
            Pass(contexts, vectors, rate, (2 * epoch) + 3, cancellationToken);
        }
    }

    /// <summary>Moves the rows of one side; the other side is only read.</summary>
    private void Pass(FactorMatrix moved, FactorMatrix held, float rate, int pass, CancellationToken cancellationToken) =>
        ParallelBlocks.For(
            moved.Rows,
            RowsPerBlock,
            _options.Threads,
            () => 0,
            (_, _, start, end) =>
            {
                for (int item = start; item < end; item++)
                {
                    Move(item, moved.Row(item), held, rate, Chance(pass, item));
                }
            },
            cancellationToken);

    private void Move(int item, Span<float> vector, FactorMatrix held, float rate, Random random)
    {
        foreach (int user in _items.Columns(item))
        {
            ReadOnlySpan<int> history = _users.Columns(user);
            for (int context = 0; context < _options.Contexts && history.Length > 1; context++)
            {
                // Any of the others: where the item itself is drawn, the last one stands in for it.
                int drawn = history[random.Next(history.Length - 1)];
                Step(vector, held.Row(drawn == item ? history[^1] : drawn), 1f, rate);
                for (int negative = 0; negative < _options.Negatives; negative++)
                {
                    Step(vector, held.Row(_chance.Draw(random)), 0f, rate);
                }
            }
        }
    }

    /// <summary>v += rate · (label − σ(v·c)) · c, a step down the gradient of −ln σ(±v·c).</summary>
    /// <param name="vector">v.</param>
    /// <param name="other">c.</param>
    /// <param name="label">1 for an item of the same listener, 0 for one drawn by chance.</param>
    /// <param name="rate">Length of the step.</param>
    internal static void Step(Span<float> vector, ReadOnlySpan<float> other, float label, float rate)
    {
        float likelihood = 1f / (1f + MathF.Exp(-ShortVectors.Dot(vector, other)));
        ShortVectors.AddScaled(other, rate * (label - likelihood), vector);
    }

    private void Initialise(FactorMatrix vectors, int pass)
    {
        for (int item = 0; item < vectors.Rows; item++)
        {
            Random random = Chance(pass, item);
            foreach (ref float value in _items.Columns(item).IsEmpty ? [] : vectors.Row(item))
            {
                value = random.NextGaussian() * InitialLength / MathF.Sqrt(vectors.Rank);
            }
        }
    }

    /// <summary>One stream of draws for each item and pass, so that the order of items cannot matter.</summary>
    private Random Chance(int pass, int item) =>
        new(unchecked((int)(((uint)_options.Seed * 2_246_822_519u) + ((uint)pass * 2_654_435_761u) + ((uint)item * 3_266_489_917u))));
}
