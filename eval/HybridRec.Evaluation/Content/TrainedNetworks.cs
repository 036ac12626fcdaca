using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
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
                $"trained on the training clips by contrast{(options.Supervised ? " and on their labels as tags" : " alone")}, "
                + $"{options.Network.Members} members of {options.Network.StepsFor(fewest):N0} steps or more, crops of "
                + $"{options.Network.CropFrames} frames (each of {options.Network.FrameStep} of the picture), {options.Network.EmbeddingSize} axes; "
                + $"one network a seed, {options.Seeds} in all, from seed {options.Seed}");
        }
    }

    /// <summary>Title of <see cref="Main"/> in reports.</summary>
    public string Title => options.NetworkFile is not null ? "Network (loaded)"
        : options.Supervised ? "Network (contrast and labels)" : "Network (contrast alone)";

    /// <summary>The network in question: the loaded one, or one trained as the options say.</summary>
    public IContentNetwork Main(int fold, int seed, CancellationToken cancellationToken) => options switch
    {
        { NetworkFile: { } file } => Once("loaded", 0, 0, () => ClipNetworks.Load(file, split.Clips[0].Excerpts[0].Bands)),
        { Supervised: true } => Trained("supervised", fold, seed, withLabels: true, cancellationToken),
        _ => Contrastive(fold, seed, cancellationToken),
    };

    public IContentNetwork Contrastive(int fold, int seed, CancellationToken cancellationToken) =>
        Trained("contrastive", fold, seed, withLabels: false, cancellationToken);

    public IContentNetwork RandomWeights(int fold, int seed, CancellationToken cancellationToken) =>
        Once("random", fold, seed, () => ClipNetworks.RandomWeights(
            split.Clips, split.Folds[fold].Train, Seeded(seed), cancellationToken));

    private ContentOptions Seeded(int seed) => options.Network with { Seed = options.Seed + seed };

    private IContentNetwork Trained(string kind, int fold, int seed, bool withLabels, CancellationToken cancellationToken) =>
        Once(kind, fold, seed, () => ClipNetworks.Train(
            split.Clips, split.Folds[fold].Train, Seeded(seed), withLabels,
            KeptAs(kind, fold, seed), Named(withLabels ? "Training with labels" : "Training", fold, seed), cancellationToken));

    /// <summary>The file of a network that may be kept, named by all that it depends on; null where none is kept.</summary>
    private string? KeptAs(string kind, int fold, int seed)
    {
        if (options.KeptNetworks is not { } folder)
        {
            return null;
        }

        string code = typeof(ContentOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        string all = JsonSerializer.Serialize(new
        {
            code,
            split.Hash,
            split.Folds[fold].Train,
            Options = Seeded(seed) with { Threads = 0 },
        });
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all))[..8]);
        return Path.Combine(folder, FormattableString.Invariant($"{kind}-seed{options.Seed + seed}-fold{fold + 1}-{key}.safetensors"));
    }

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
