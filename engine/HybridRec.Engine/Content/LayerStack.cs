namespace HybridRec.Engine.Content;

/// <summary>Layers one after another, and where each one's weights lie in a common array. Immutable and thread-safe.</summary>
internal sealed class LayerStack
{
    private readonly ILayer[] _layers;
    private readonly int[] _offsets;

    /// <exception cref="ArgumentException">A layer does not take what the one before it gives.</exception>
    public LayerStack(IReadOnlyList<ILayer> layers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(layers.Count);
        _layers = [.. layers];
        _offsets = new int[_layers.Length + 1];
        for (int i = 0; i < _layers.Length; i++)
        {
            if (i > 0 && _layers[i].Input != _layers[i - 1].Output)
            {
                throw new ArgumentException(
                    $"{_layers[i].Name} takes {_layers[i].Input}, but {_layers[i - 1].Name} gives {_layers[i - 1].Output}.",
                    nameof(layers));
            }

            _offsets[i + 1] = _offsets[i] + _layers[i].Weights.Sum(weight => weight.Count);
        }
    }

    public IReadOnlyList<ILayer> Layers => _layers;

    public CropShape Input => _layers[0].Input;

    public CropShape Output => _layers[^1].Output;

    public int WeightCount => _offsets[^1];

    /// <summary>Every tensor with its layer's name and its place, in order.</summary>
    public IEnumerable<(string Layer, WeightTensor Tensor, Range Place)> Tensors()
    {
        int offset = 0;
        foreach (ILayer layer in _layers)
        {
            foreach (WeightTensor tensor in layer.Weights)
            {
                yield return (layer.Name, tensor, offset..(offset + tensor.Count));
                offset += tensor.Count;
            }
        }
    }

    /// <summary>The place of a layer's weights.</summary>
    public Range WeightsOf(int layer) => _offsets[layer].._offsets[layer + 1];

    public float[] CreateWeights(Random random)
    {
        float[] weights = new float[WeightCount];
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].Initialize(weights.AsSpan(WeightsOf(i)), random);
        }

        return weights;
    }

    /// <summary>Runs crops through all layers, keeping what <see cref="Backward"/> needs.</summary>
    /// <param name="weights">Shape (<see cref="WeightCount"/>).</param>
    /// <param name="workspace">Holds the input in <see cref="LayerWorkspace.Input"/>.</param>
    /// <param name="crops">Number of crops, at most the workspace's capacity.</param>
    /// <param name="pass">Whether this is training, and what is drawn.</param>
    public void Forward(ReadOnlySpan<float> weights, LayerWorkspace workspace, int crops, LayerPass pass)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            ILayer layer = _layers[i];
            layer.Forward(
                weights[WeightsOf(i)],
                workspace.Values[i].AsSpan(0, crops * layer.Input.Count),
                workspace.Values[i + 1].AsSpan(0, crops * layer.Output.Count),
                crops,
                pass.ForLayer(i));
        }
    }

    /// <summary>Takes gradients back through all layers after <see cref="Forward"/>.</summary>
    /// <param name="weights">The weights used forward.</param>
    /// <param name="workspace">Holds ∂L/∂output in <see cref="LayerWorkspace.OutputGradient"/>.</param>
    /// <param name="weightGradient">∂L/∂weights, added to.</param>
    /// <param name="crops">Number of crops.</param>
    /// <param name="pass">The pass forward.</param>
    public void Backward(
        ReadOnlySpan<float> weights, LayerWorkspace workspace, Span<float> weightGradient, int crops, LayerPass pass)
    {
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            ILayer layer = _layers[i];
            layer.Backward(
                weights[WeightsOf(i)],
                workspace.Values[i].AsSpan(0, crops * layer.Input.Count),
                workspace.Values[i + 1].AsSpan(0, crops * layer.Output.Count),
                workspace.Gradients[i + 1].AsSpan(0, crops * layer.Output.Count),
                workspace.Gradients[i].Length == 0 ? [] : workspace.Gradients[i].AsSpan(0, crops * layer.Input.Count),
                weightGradient[WeightsOf(i)],
                crops,
                pass.ForLayer(i));
        }
    }
}

/// <summary>Activations of a stack for some crops, and their gradients. Used by one thread at a time.</summary>
internal sealed class LayerWorkspace
{
    /// <param name="stack">Whose activations.</param>
    /// <param name="capacity">Most crops at once.</param>
    /// <param name="forTraining">Whether gradients are needed.</param>
    /// <param name="inputGradient">Whether the gradient of the input is needed too.</param>
    public LayerWorkspace(LayerStack stack, int capacity, bool forTraining, bool inputGradient)
    {
        Capacity = capacity;
        CropShape[] shapes = [stack.Input, .. stack.Layers.Select(layer => layer.Output)];
        Values = Array.ConvertAll(shapes, shape => new float[capacity * shape.Count]);
        Gradients = forTraining ? Array.ConvertAll(shapes, shape => new float[capacity * shape.Count]) : [];
        if (forTraining && !inputGradient)
        {
            Gradients[0] = [];
        }
    }

    public int Capacity { get; }

    /// <summary>Input of the first layer, then the output of each.</summary>
    public float[][] Values { get; }

    /// <summary>Gradients of <see cref="Values"/>; none where not for training.</summary>
    public float[][] Gradients { get; }

    public float[] Input => Values[0];

    public float[] Output => Values[^1];

    public float[] InputGradient => Gradients[0];

    public float[] OutputGradient => Gradients[^1];
}
