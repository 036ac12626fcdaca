using HybridRec.Engine.Audio;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>Trains and loads <see cref="ManagedContentNetwork"/>s. Thread-safe.</summary>
public sealed class ManagedContentNetworkFactory : IContentNetworkFactory
{
    private readonly ContentOptions _options;
    private readonly string? _checkpoints;

    /// <summary>Creates a factory.</summary>
    /// <param name="options">Size and training of the networks it trains; loaded networks bring their own.</param>
    /// <param name="checkpoints">
    /// Folder in which members are kept as they are trained, so that the same training goes on where it was interrupted; it
    /// is emptied at the end. Null keeps none. One training at a time may use it.
    /// </param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public ManagedContentNetworkFactory(ContentOptions options, string? checkpoints = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.ThrowIfInvalid(options);
        _options = options;
        _checkpoints = checkpoints;
    }

    /// <inheritdoc/>
    /// <exception cref="ContentTrainingException">Training diverged.</exception>
    /// <remarks>
    /// The same examples, options and seed give the same weights on the same machine type for any number of threads. The
    /// cost is bounded by <see cref="ContentOptions.StepsFor"/> steps a member, whatever the size of the library.
    /// </remarks>
    public IContentNetwork Train(
        IReadOnlyList<ContentExample> examples,
        ModelVersion version,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(examples);
        int bands = CheckShapes(examples);
        PictureReduction reduction = PictureReduction.For(_options, bands);
        ContentExample[] reduced =
            [.. examples.Select(example => example with { Excerpts = [.. example.Excerpts.Select(reduction.Reduce)] })];
        BandStatistics statistics = BandStatistics.Measure(reduced, reduction.Bands(bands));
        MemberCheckpoints checkpoints = MemberCheckpoints.Open(_checkpoints, _options, reduced);
        NetworkMember[] members = new NetworkMember[_options.Members];
        MembersProgress? together = progress is null ? null : new(progress, members.Length);
        ParallelBlocks.For(
            members.Length,
            1,
            _options.Threads,
            static () => 0,
            (_, member, _, _) =>
            {
                LayerStack trunk = ContentArchitecture.Trunk(_options, reduction.Bands(bands));
                float[]? weights = checkpoints.Read(member, trunk.WeightCount);
                if (weights is null)
                {
                    weights = new ContentTrainer(_options, member, reduced, trunk, statistics)
                        .Train(together?.Of(member), cancellationToken);
                    checkpoints.Write(member, weights);
                }
                else
                {
                    together?.CountAsDone(member);
                }

                members[member] = new NetworkMember(trunk, weights);
            },
            cancellationToken);
        checkpoints.Clear();
        return new ManagedContentNetwork(_options, bands, members, statistics, version);
    }

    /// <inheritdoc/>
    public IContentNetwork Load(string path) => ContentNetworkFile.Read(path);

    private static int CheckShapes(IReadOnlyList<ContentExample> examples)
    {
        if (examples.Count < 2)
        {
            throw new ArgumentException($"{examples.Count} examples given; two or more are needed.", nameof(examples));
        }

        int bands = 0;
        int rank = 0;
        for (int i = 0; i < examples.Count; i++)
        {
            ContentExample example = examples[i];
            Require(example.Excerpts.Count > 0, $"Example {i} has no excerpt.");
            foreach (Spectrogram excerpt in example.Excerpts)
            {
                bands = bands == 0 ? excerpt.Bands : bands;
                Require(excerpt.Bands == bands, $"Example {i} has {excerpt.Bands} bands, the first has {bands}.");
            }

            Require(example.Evidence is >= 0f and <= 1f, $"Example {i} has evidence {example.Evidence}, outside 0 to 1.");
            if (example.TargetFactors is { } factors)
            {
                rank = rank == 0 ? factors.Length : rank;
                Require(
                    factors.Length == rank && rank > 0,
                    $"Example {i} has {factors.Length} target factors, the first has {rank}.");
                Require(factors.All(float.IsFinite), $"Example {i} has target factors that are not finite.");
            }
        }

        return bands;
    }

    private static void Require(bool holds, string fault)
    {
        if (!holds)
        {
            throw new ArgumentException(fault);
        }
    }
}
