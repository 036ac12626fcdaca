using System.Globalization;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation.Content;

/// <summary>The networks of a study by fold and seed, trained when first asked for and kept.</summary>
internal sealed class TrainedNetworks(LabelledSplit split, ContentStudyOptions options, IProgress<StageProgress>? progress)
{
    private readonly Dictionary<(string Kind, int Fold, int Seed), IContentNetwork> _made = [];

    /// <summary>Networks a fold: one a seed, or the one that was loaded.</summary>
    public int Count => options.NetworkFile is null ? options.Seeds : 1;

    /// <summary>How the network came to be, in words.</summary>
    public string Description
    {
        get
        {
            if (options.NetworkFile is { } file)
            {
                return $"loaded from {file}; it may have been trained on some of these clips, which nobody can tell from here";
            }

            int fewest = split.Folds.Min(fold => fold.Train.Count);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"trained by contrast on the training clips' sound alone, {options.Network.StepsFor(fewest):N0} steps or more, "
                + $"crops of {options.Network.CropFrames} frames, {options.Network.EmbeddingSize} axes; "
                + $"one network a seed, {options.Seeds} in all, from seed {options.Seed}");
        }
    }

    public IContentNetwork Contrastive(int fold, int seed, CancellationToken cancellationToken) => options.NetworkFile is { } file
        ? Once("loaded", 0, 0, () => ClipNetworks.Load(file, split.Clips[0].Excerpts[0].Bands))
        : Once("contrastive", fold, seed, () => ClipNetworks.Train(
            split.Clips, split.Folds[fold].Train, Seeded(seed), null, Named("Training", fold, seed), cancellationToken));

    public IContentNetwork Supervised(int fold, int seed, CancellationToken cancellationToken) =>
        Once("supervised", fold, seed, () => ClipNetworks.Train(
            split.Clips, split.Folds[fold].Train, Seeded(seed), split.Labels,
            Named("Training with labels", fold, seed), cancellationToken));

    public IContentNetwork RandomWeights(int fold, int seed, CancellationToken cancellationToken) =>
        Once("random", fold, seed, () => ClipNetworks.RandomWeights(
            split.Clips, split.Folds[fold].Train, Seeded(seed), cancellationToken));

    private ContentOptions Seeded(int seed) => options.Network with { Seed = options.Seed + seed };

    private IContentNetwork Once(string kind, int fold, int seed, Func<IContentNetwork> make) =>
        _made.TryGetValue((kind, fold, seed), out IContentNetwork? network)
            ? network
            : _made[(kind, fold, seed)] = make();

    private RelabelledProgress Named(string what, int fold, int seed) =>
        new(progress, $"{what}, seed {options.Seed + seed}" + (split.Folds.Count > 1 ? $", fold {fold + 1}" : ""));

    /// <summary>Tells one training from the next, which all report the same stage.</summary>
    private sealed class RelabelledProgress(IProgress<StageProgress>? inner, string stage) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => inner?.Report(value with { Stage = stage });
    }
}
