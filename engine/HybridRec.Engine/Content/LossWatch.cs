namespace HybridRec.Engine.Content;

/// <summary>
/// Looks after each epoch how well tracks are heard that are not learned from, keeps the weights that heard them best, and
/// says when it has not become better for long.
/// </summary>
internal sealed class LossWatch
{
    private readonly ContentOptions _options;
    private readonly LayerStack _trunk;
    private readonly TrainingObjective _objective;
    private readonly IReadOnlyList<ContentExample> _watched;
    private readonly float[] _crops;
    private readonly LayerWorkspace _workspace;
    private float _best = float.PositiveInfinity;
    private int _patience;

    public LossWatch(
        ContentOptions options,
        IReadOnlyList<ContentExample> watched,
        LayerStack trunk,
        CropAugmenter augmenter,
        TrainingObjective objective)
    {
        _options = options;
        _watched = watched;
        _trunk = trunk;
        _objective = objective;
        _workspace = new LayerWorkspace(trunk, 2 * watched.Count, forTraining: false, inputGradient: false);
        _crops = new float[_workspace.Input.Length];

        // The same crops every time, so that two looks differ by the weights alone.
        Random random = new(options.Seed);
        int size = trunk.Input.Count;
        for (int crop = 0; crop < 2 * watched.Count; crop++)
        {
            augmenter.Fill(watched[crop / 2].Excerpts, random, _crops.AsSpan(crop * size, size));
        }
    }

    /// <summary>The loss at the last look.</summary>
    public float Last { get; private set; }

    /// <summary>The weights that heard the watched tracks best; null before the first look.</summary>
    public float[]? Best { get; private set; }

    /// <summary>Takes every so-many-th track away from those to learn from; each member watches others.</summary>
    public static (IReadOnlyList<ContentExample> Learned, IReadOnlyList<ContentExample> Watched) Divide(
        ContentOptions options, int member, IReadOnlyList<ContentExample> examples)
    {
        int watched = Math.Min((int)(options.WatchShare * examples.Count), options.BatchSize);
        if (watched < 2 || examples.Count - watched < 2)
        {
            return (examples, []);
        }

        int[] order = [.. Enumerable.Range(0, examples.Count)];
        new Random(options.Seed).Shuffle(order);
        HashSet<int> taken = [.. Enumerable.Range(0, watched).Select(i => order[((member * watched) + i) % order.Length])];
        return (
            [.. examples.Where((_, i) => !taken.Contains(i))],
            [.. examples.Where((_, i) => taken.Contains(i))]);
    }

    /// <summary>Measures the weights.</summary>
    /// <returns>Whether to go on.</returns>
    public bool Look(float[] weights)
    {
        _crops.CopyTo(_workspace.Input, 0);
        _trunk.Forward(weights, _workspace, 2 * _watched.Count, default);
        Last = _objective.Measure(_workspace.Output, _watched);
        if (Last < _best)
        {
            _best = Last;
            _patience = 0;
            Best = [.. weights];
            return true;
        }

        _patience++;
        return _patience < _options.Patience;
    }
}
