using System.Diagnostics;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Blending;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Neighbours;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Reranking;
using HybridRec.Engine.Retrieval;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Lineup.Rivals;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Lineup;

/// <summary>A trained model of the line-up.</summary>
/// <param name="Ranker">Makes its lists.</param>
/// <param name="Options">Its options in force.</param>
/// <param name="TrainingSeconds">
/// Wall time of its training. Models that share a part (the hybrid at its dial settings) each count it.
/// </param>
internal sealed record TrainedModel(IRanker Ranker, IReadOnlyDictionary<string, string> Options, double TrainingSeconds);

/// <summary>Trains the models of the line-up on one set of interactions; what several share is trained once.</summary>
/// <param name="data">Train and what is known of the items; nothing held out is looked at.</param>
/// <param name="settings">Options of the models.</param>
/// <param name="seed">Seed of all chance.</param>
/// <param name="clock">Supplies the time.</param>
internal sealed class ModelTrainer(EvaluationData data, ModelSettings settings, int seed, TimeProvider clock)
{
    private readonly ModelVersion _version = ModelVersion.New(clock, seed);
    private readonly Dictionary<string, (object Model, double Seconds)> _shared = [];
    private readonly Dictionary<ModelName, TrainedModel> _trained = [];

    /// <summary>Name of the space of item factors.</summary>
    public const string ListeningSpace = "listening (item factors)";

    /// <summary>Name of the space of audio vectors.</summary>
    public const string AudioSpace = "audio (centred)";

    /// <summary>Whether there is anything to hear by.</summary>
    public static bool HasAudio(EvaluationData data) => data.ItemVectors is not null || data.LoadExcerpts is not null;

    /// <summary>A model; trained when first asked for.</summary>
    public async Task<TrainedModel> TrainAsync(
        ModelName name, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        if (_trained.TryGetValue(name, out TrainedModel? known))
        {
            return known;
        }

        double before = _shared.Values.Sum(part => part.Seconds);
        long started = Stopwatch.GetTimestamp();
        (IRanker ranker, object[] options, string[] parts) = await MakeAsync(name, progress, cancellationToken);
        double own = Stopwatch.GetElapsedTime(started).TotalSeconds - (_shared.Values.Sum(part => part.Seconds) - before);
        return _trained[name] = new TrainedModel(
            ranker, options.SelectMany(Describe).ToDictionary(), own + parts.Sum(part => _shared[part].Seconds));
    }

    /// <summary>The options of a group as they would be used: the settings, and for the rest the defaults for these data.</summary>
    public Dictionary<string, string> OptionsOf(string group) => Describe(
        group == "als" ? AlsOptions() : settings.Apply(group, Activator.CreateInstance(OptionGroups.All[group])!)).ToDictionary();

    private async Task<(IRanker Ranker, object[] Options, string[] Shared)> MakeAsync(
        ModelName name, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        InteractionMatrix train = data.Train;
        switch (name.Kind)
        {
            case "random":
                return (Rank(new RandomScorer(train.ColumnCount, seed)), [], []);
            case "popularity":
                PopularityOptions popularity = settings.Apply("popularity", new PopularityOptions());
                ThrowIfUntimed("popularity", popularity.HalfLifeDays);
                return (Rank(PopularityScorer.Fit(train, popularity, data.Times)), [popularity], []);
            case "item-knn":
                return (Rank(ItemKnn(cancellationToken)), [ItemKnnOptions()], ["item-knn"]);
            case "user-knn":
                UserKnnOptions userKnn = settings.Apply("user-knn", new UserKnnOptions());
                return (Rank(UserKnn.Fit(train, userKnn)), [userKnn], []);
            case "lift":
                LiftOptions lift = settings.Apply("lift", new LiftOptions());
                return (Rank(Lift.Fit(train, lift, cancellationToken)), [lift], []);
            case "slim":
                return (Rank(Slim.Fit(train, SlimOptions(), cancellationToken)), [SlimOptions()], []);
            case "ease":
                return (Rank(Ease(cancellationToken)), [EaseOptions()], ["ease"]);
            case "item2vec":
                Item2VecOptions item2Vec = settings.Apply("item2vec", new Item2VecOptions { Seed = seed });
                return (Rank(Item2Vec.Fit(train, item2Vec, cancellationToken)), [item2Vec], []);
            case "als":
                return (Rank(Als(progress, cancellationToken)), [AlsOptions(), Evidence()], ["als"]);
            case "mmr" or "xquad" or "popularity-discount" or "z-mix":
                return (
                    new RivalRanker(Als(progress, cancellationToken), train, Rival(name, Als(progress, cancellationToken), cancellationToken)),
                    [AlsOptions(), Evidence()],
                    ["als"]);
            case "cf":
                return Collaborative(progress, cancellationToken);
            case "audio":
                (BuiltModel ear, RecommenderOptions earOptions) = await HybridAsync(progress, cancellationToken);
                ServedModel byEar = ServedModel.CreateForEar(ear, data, earOptions, clock);
                return (Rank(new ProfileScorer(byEar)), [earOptions], ["als", "hybrid"]);
            default:
                (BuiltModel built, RecommenderOptions options) = await HybridAsync(progress, cancellationToken);
                ServedModel served = ServedModel.Create(built, data, options, clock);
                return (
                    name.Discovery is { } dial ? new DialRanker(served, dial) : Rank(new ProfileScorer(served)),
                    [AlsOptions(), Evidence(), AudioMap(), built.Blend, built.Parts.Relevance, options, options.Reranker],
                    ["als", "hybrid"]);
        }
    }

    /// <summary>Audio vectors of the hybrid, shape (items, d); null where nothing can be heard.</summary>
    public async Task<FactorMatrix?> HearAsync(IProgress<StageProgress>? progress, CancellationToken cancellationToken) =>
        (await HybridAsync(progress, cancellationToken)).Built.Parts.AudioEmbeddings;

    /// <summary>The vector spaces of the models trained so far.</summary>
    public IEnumerable<(string Name, FactorMatrix Vectors)> Spaces()
    {
        if (_shared.TryGetValue("als", out (object Model, double Seconds) als))
        {
            yield return (ListeningSpace, ((FactorModel)als.Model).ItemFactors);
        }

        if (_shared.TryGetValue("hybrid", out (object Model, double Seconds) hybrid))
        {
            BuiltModel built = (BuiltModel)hybrid.Model;
            yield return ("blend", built.Parts.BlendedItems);
            if (built.Parts.AudioEmbeddings is { } audio)
            {
                yield return (AudioSpace, audio);
            }
        }
    }

    private RivalRule Rival(ModelName name, FactorScorer als, CancellationToken cancellationToken)
    {
        double share = name.Discovery!.Value;
        return name.Kind switch
        {
            "mmr" => new MaximalMarginalRelevance(als.Items, share),
            "xquad" => new ExplicitAspects(
                Shared("aspects", () => data.Tags is { } tags ? Aspects.FromTags(tags) : Aspects.FromFactors(als.Items, seed)),
                data.Train,
                share),
            "popularity-discount" => new PopularityDiscount(data.Train.Transpose().CountPairsByRow(), share),
            _ => new RelativeMix(
                Shared("z", () => RelativePreference.Build(UserStatistics.Compute(als.Users, 0, cancellationToken), als.Items)), share),
        };
    }

    private ScoreRanker Rank(IItemScorer scorer) => new(scorer, data.Train);

    private FactorScorer Als(IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        FactorModel factors = Factors(progress, cancellationToken);
        FactorMatrix users = Evidence().HalfLifeDays is > 0 and var halfLife
            ? RecentTaste.FoldIn(factors.ItemFactors, data.Train, data.Times!, AlsOptions(), halfLife, cancellationToken)
            : factors.UserFactors;
        return new FactorScorer(users, factors.ItemFactors);
    }

    private FactorModel Factors(IProgress<StageProgress>? progress, CancellationToken cancellationToken) => Shared(
        "als", () => new ImplicitAls(AlsOptions()).Fit(data.Train, _version, progress, cancellationToken));

    private Ease Ease(CancellationToken cancellationToken) => Shared(
        "ease", () => Engine.Neighbours.Ease.Fit(data.Train, EaseOptions(), cancellationToken));

    private ItemKnn ItemKnn(CancellationToken cancellationToken) => Shared(
        "item-knn", () => Engine.Neighbours.ItemKnn.Fit(data.Train, ItemKnnOptions(), cancellationToken));

    private (IRanker, object[], string[]) Collaborative(
        IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        CollaborativeOptions options = settings.Apply("cf", new CollaborativeOptions { Seed = seed });
        CollaborativeMix mix = CollaborativeMix.Fit(
            data.Train, options, AlsOptions(), SlimOptions(), ItemKnnOptions(), progress, cancellationToken);
        return (Rank(mix), [options, mix.Als, SlimOptions(), ItemKnnOptions(), mix.Weights], []);
    }

    private async Task<(BuiltModel Built, RecommenderOptions Options)> HybridAsync(
        IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        RecommenderOptions options = settings.Apply(
            "recommender", new RecommenderOptions { Reranker = settings.Apply("re-ranker", new DiscoveryRerankerOptions()) });
        if (!_shared.TryGetValue("hybrid", out (object Model, double Seconds) known))
        {
            FactorModel factors = Factors(progress, cancellationToken);
            long started = Stopwatch.GetTimestamp();
            TrainingOptions recipe = TrainingOptions.WithSeed(seed) with
            {
                Als = AlsOptions(),
                Evidence = Evidence(),
                AudioMap = AudioMap(),
                Blend = Blend(),
            };
            ModelBuilder builder = new(
                als => new Fitted(factors, data.Train, als), new ManagedContentNetworkFactory(recipe.Content), recipe);
            BuiltModel built = await builder.BuildAsync(TrainingData(), _version, progress, cancellationToken);
            known = _shared["hybrid"] = (built, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return ((BuiltModel)known.Model, options);
    }

    private TrainingData TrainingData() => new(
        [
            .. data.Items.Ids.Select((id, row) => new TrainingTrack(
                new TrackId(row + 1),
                data.Artists?[row] is { Length: > 0 } artist ? artist : id,
                Collection: null,
                HasAudio: data.ItemVectors?.Row(row).ContainsAnyExcept(0f) ?? data.HasExcerpts?[row] ?? false)
            {
                Tags = data.Tags?[row] ?? [],
            }),
        ],
        data.Train,
        data.LoadExcerpts ?? ((_, _) => Task.FromResult<IReadOnlyList<Spectrogram>?>(null)),
        CutOff: null)
    {
        AudioVectors = data.ItemVectors,
    };

    private static IEnumerable<KeyValuePair<string, string>> Describe(object options) => ModelSettings.Describe(
        options switch
        {
            MixWeights => "cf.learned",
            RelevanceWeights => "hybrid.learned",
            _ => OptionGroups.All.First(pair => pair.Value == options.GetType()).Key,
        },
        options);

    private ImplicitAlsOptions AlsOptions() => settings.Apply("als", ImplicitAlsOptions.ForData(data.Train, seed));

    private EvidenceOptions Evidence()
    {
        EvidenceOptions evidence = settings.Apply("evidence", new EvidenceOptions());
        ThrowIfUntimed("evidence", evidence.HalfLifeDays);
        return evidence;
    }

    private void ThrowIfUntimed(string group, double halfLifeDays)
    {
        if (halfLifeDays > 0 && data.Times is null)
        {
            throw new EvaluationException(
                $"Option {group}{ModelSettings.HalfLife} needs plays with times, and the training part has none.");
        }
    }

    private ItemKnnOptions ItemKnnOptions() => settings.Apply("item-knn", new ItemKnnOptions());

    private SlimOptions SlimOptions() => settings.Apply("slim", new SlimOptions());

    private EaseOptions EaseOptions() => settings.Apply("ease", new EaseOptions());

    private AudioMapOptions AudioMap() => settings.Apply("audio-map", new AudioMapOptions { Seed = seed });

    /// <summary>The blend as set, or null for the one that the training learns.</summary>
    private BlendOptions? Blend() => settings.Values.Keys.Any(name => name.StartsWith("blend.", StringComparison.Ordinal))
        ? settings.Apply("blend", new BlendOptions())
        : null;

    private T Shared<T>(string part, Func<T> make)
        where T : class
    {
        if (!_shared.TryGetValue(part, out (object Model, double Seconds) known))
        {
            long started = Stopwatch.GetTimestamp();
            T made = make();
            known = _shared[part] = (made, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return (T)known.Model;
    }

    /// <summary>
    /// Factors that have been learned already: the hybrid is made of those that als ranks by. Those of other plays, a part of
    /// which its training holds out, are learned when asked for.
    /// </summary>
    private sealed class Fitted(FactorModel factors, InteractionMatrix train, ImplicitAlsOptions als) : IFactorizer
    {
        public FactorModel Fit(
            InteractionMatrix interactions,
            ModelVersion version,
            IProgress<StageProgress>? progress,
            CancellationToken cancellationToken) => ReferenceEquals(interactions, train)
                ? factors
                : new ImplicitAls(als).Fit(interactions, version, progress, cancellationToken);
    }
}
