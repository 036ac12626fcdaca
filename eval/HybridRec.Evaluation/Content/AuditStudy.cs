using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Evaluation.Content;

/// <summary>
/// Asks whether a network listens to music or to an artefact: changes held-out clips in ways that leave the music the same,
/// and measures what is lost (Sturm, "A Simple Method to Determine if a Music Information Retrieval System is a Horse",
/// IEEE Trans. Multimedia 2014).
/// </summary>
/// <remarks>
/// The network, the classifier and the gallery know the clips only as they are. A drop alone proves no horse: a network
/// whose drop is no smaller than that of random weights has learned nothing that outlasts the change.
/// </remarks>
public static class AuditStudy
{
    /// <summary>Runs an audit.</summary>
    /// <param name="set">The clips.</param>
    /// <param name="changes">What is done to them.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told of every stage.</param>
    /// <param name="cancellationToken">Stops within a stage.</param>
    /// <exception cref="ContentDataException">The clips can't be divided, or the network can't be loaded.</exception>
    /// <exception cref="AudioToolMissingException">ffmpeg is needed and not installed.</exception>
    /// <remarks>Each held-out clip is decoded once a change; its spectrogram is forgotten when all networks have heard it.</remarks>
    public static async Task<AuditReport> RunAsync(
        ClipSet set,
        IReadOnlyList<ClipTransformation> changes,
        ContentStudyOptions options,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(options);
        LabelledSplit split = new(set, options.Split);
        TrainedNetworks networks = new(split, options, progress);
        AuditedKind[] kinds =
        [
            new("network", networks.Title,
                Listeners(split, options, networks.Count, (fold, seed) => networks.Main(fold, seed, cancellationToken), cancellationToken)),
            new("random-weights", "Random weights",
                Listeners(split, options, options.Seeds, (fold, seed) => networks.RandomWeights(fold, seed, cancellationToken), cancellationToken)),
        ];
        foreach ((int fold, int clip) in split.Tests)
        {
            Hear(kinds, fold, clip, split.Clips[clip].Excerpts);
        }

        List<string> faults = [];
        foreach (ClipTransformation change in changes)
        {
            faults.AddRange(await ApplyAsync(split, kinds, change, progress, cancellationToken));
        }

        ClipFacts facts = ContentStudy.Facts(set, split, options);
        return new AuditReport
        {
            Data = facts with { Notes = [.. facts.Notes, .. faults] },
            Network = networks.Description,
            Seeds = [.. Enumerable.Range(options.Seed, networks.Count)],
            Networks = [.. kinds.Select(kind => kind.Report(changes, options.Seed))],
            ExtraDrop = FeatureScores.OfFinite(
                kinds[0].MeanDrops(changes.Count).Zip(kinds[1].MeanDrops(changes.Count), (own, floor) => own - floor),
                options.Seed),
        };
    }

    private static AuditListener[][] Listeners(
        LabelledSplit split, ContentStudyOptions options, int count, Func<int, int, IContentNetwork> make,
        CancellationToken cancellationToken) =>
        [.. Enumerable.Range(0, count).Select(seed => Enumerable.Range(0, split.Folds.Count)
            .Select(fold => new AuditListener(split, split.Folds[fold], make(fold, seed), options.Seed, cancellationToken))
            .ToArray())];

    private static void Hear(AuditedKind[] kinds, int fold, int clip, IReadOnlyList<Spectrogram>? excerpts)
    {
        foreach (AuditedKind kind in kinds)
        {
            kind.Hear(fold, clip, excerpts);
        }
    }

    /// <summary>Changes all held-out clips, some at once, and lets the networks hear them in order.</summary>
    private static async Task<IReadOnlyList<string>> ApplyAsync(
        LabelledSplit split,
        AuditedKind[] kinds,
        ClipTransformation change,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        List<string> faults = [];
        int batch = Math.Max(1, Environment.ProcessorCount);
        int done = 0;
        foreach ((int Fold, int Clip)[] tests in split.Tests.Chunk(batch))
        {
            (IReadOnlyList<Spectrogram>? Excerpts, string? Fault)[] changed =
                await Task.WhenAll(tests.Select(test => Task.Run(() => ChangeAsync(split.Clips[test.Clip]), cancellationToken)));
            for (int i = 0; i < tests.Length; i++)
            {
                Hear(kinds, tests[i].Fold, tests[i].Clip, changed[i].Excerpts);
                faults.AddRange(changed[i].Fault is { } fault ? [fault] : []);
            }

            done += tests.Length;
            progress?.Report(new StageProgress(change.Title, done, split.Tests.Count, "clips"));
        }

        return faults.Count == 0
            ? []
            : [$"{change.Title}: {faults.Count} clips could not be changed, the first because: {faults[0]}"];

        async Task<(IReadOnlyList<Spectrogram>?, string?)> ChangeAsync(Clip clip)
        {
            try
            {
                return await change.ApplyAsync(clip, cancellationToken) is { } excerpts
                    ? (excerpts, null)
                    : (null, $"{clip.Name} is silent after it.");
            }
            catch (AudioDecodeException error)
            {
                return (null, error.Message);
            }
        }
    }
}
