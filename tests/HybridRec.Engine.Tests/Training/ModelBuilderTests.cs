using System.Numerics.Tensors;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Training;

namespace HybridRec.Engine.Tests.Training;

public sealed class ModelBuilderTests
{
    private const int Tracks = 48;
    private const int ColdTracks = 8;
    private const int Users = 40;
    private const int Bands = 64;
    private const int Frames = 140;

    private static readonly ModelVersion Version = new("20260101T000000000Z-00000000");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BuildAsync_TasteFollowsSound_PutsColdTracksBesideTheirKind()
    {
        BuiltModel built = await BuildAsync(Data(users: Users), threads: 0);

        FactorMatrix items = built.Parts.BlendedItems;
        for (int cold = Tracks - ColdTracks; cold < Tracks; cold++)
        {
            float same = MeanCosine(items, cold, warm => warm % 2 == cold % 2);
            float other = MeanCosine(items, cold, warm => warm % 2 != cold % 2);
            Assert.True(same > other + 0.3f, $"track {cold}: same {same}, other {other}");
        }

        Assert.True(built.Metrics["map.held-out-cosine"] > 0.3);
        Assert.All(built.Parts.Tracks.Skip(Tracks - ColdTracks), track => Assert.Equal(0, track.Weight));
        Assert.Equal(ColdTracks, built.Metrics["tracks.cold"]);
    }

    [Fact]
    public async Task BuildAsync_WellPlayedTracks_AFifthKeepTheirFactorsFromTheNetwork()
    {
        Recorder recorder = new();
        ModelBuilder builder = new(
            als => new ImplicitAls(als), recorder, new TrainingOptions { Als = new ImplicitAlsOptions { Rank = 8 } });

        await builder.BuildAsync(Data(users: Users), Version, null, Cancel);

        Assert.Equal(Tracks, recorder.Examples.Count);
        Assert.Equal((Tracks - ColdTracks) * 4 / 5, recorder.Examples.Count(example => example.TargetFactors is not null));
        Assert.All(recorder.Examples, example => Assert.Equal(example.TargetFactors is not null, example.Evidence > 0));
    }

    [Fact]
    public async Task BuildAsync_TaggedTracks_TheNetworkLearnsTheirTagsWhateverTheSpelling()
    {
        Recorder recorder = new();
        ModelBuilder builder = new(als => new ImplicitAls(als), recorder, new TrainingOptions());
        TrainingData data = Data(users: 0);
        TrainingTrack[] tagged =
        [
            data.Tracks[0] with { Tags = ["Hip-Hop", "hip hop", "Other"] },
            data.Tracks[1] with { Tags = ["HIP HOP", "Jazz"] },
            .. data.Tracks.Skip(2),
        ];

        await builder.BuildAsync(data with { Tracks = tagged }, Version, null, Cancel);

        Assert.Equal(["hip hop"], recorder.Examples[0].Tags!);
        Assert.Equal(["hip hop", "jazz"], recorder.Examples[1].Tags!);
        Assert.All(recorder.Examples.Skip(2), example => Assert.Empty(example.Tags!));
    }

    [Fact]
    public async Task BuildAsync_AnyThreadCount_GivesTheSameBits()
    {
        BuiltModel one = await BuildAsync(Data(users: Users), threads: 1);
        BuiltModel three = await BuildAsync(Data(users: Users), threads: 3);

        Assert.Equal(one.Parts.BlendedItems.Values, three.Parts.BlendedItems.Values);
        Assert.Equal(one.Parts.AudioEmbeddings!.Values, three.Parts.AudioEmbeddings!.Values);
    }

    [Fact]
    public async Task BuildAsync_Listeners_HaveRelativeRelevanceOfMeanZeroAndVarianceAtMostOne()
    {
        TrainingData data = Data(users: Users);
        BuiltModel built = await BuildAsync(data, threads: 0);

        // Decision 3, over the training listeners folded in as they are served.
        FoldIn foldIn = new(
            built.Parts.BlendedItems, built.Parts.Tracks.Select(track => track.Weight).ToArray(), built.Parts.FoldIn);
        FactorMatrix listeners = foldIn.FoldAll(data.Interactions, Cancel);
        for (int row = 0; row < Tracks; row++)
        {
            float[] z =
            [
                .. Enumerable.Range(0, Users).Select(user =>
                    (built.Parts.Tracks[row].RelativeScale
                        * TensorPrimitives.Dot<float>(listeners.Row(user), built.Parts.BlendedItems.Row(row)))
                    + built.Parts.Tracks[row].RelativeOffset),
            ];

            Assert.InRange(z.Average(), -1e-3, 1e-3);
            Assert.InRange(TensorPrimitives.StdDev<float>(z), 0.1f, 1.001f);
        }
    }

    [Fact]
    public async Task BuildAsync_OneUser_LeavesTheBlendEmptyAndKeepsTheEar()
    {
        BuiltModel built = await BuildAsync(Data(users: 1), threads: 0);

        Assert.All(built.Parts.BlendedItems.Values, value => Assert.Equal(0f, value));
        Assert.NotNull(built.Parts.AudioEmbeddings);
        Assert.Null(built.MapSummary);
    }

    [Fact]
    public async Task BuildAsync_AudioVectorsGiven_TrainsNoNetworkAndPlacesColdTracksByThem()
    {
        float[] values = [.. Enumerable.Range(0, Tracks).SelectMany(track => track % 2 == 0 ? new[] { 2f, 1f } : [1f, 2f])];
        TrainingData data = Data(users: Users) with { AudioVectors = new FactorMatrix(values, Tracks, 2) };

        BuiltModel built = await BuildAsync(data, threads: 0);

        Assert.Null(built.Network);
        Assert.Equal(2, built.Parts.AudioEmbeddings!.Rank);
        Assert.All(
            Enumerable.Range(0, Tracks),
            track => Assert.Equal(1f, TensorPrimitives.Norm<float>(built.Parts.AudioEmbeddings.Row(track)), 1e-5f));
        int cold = Tracks - 1;
        FactorMatrix items = built.Parts.BlendedItems;
        Assert.True(MeanCosine(items, cold, warm => warm % 2 == cold % 2) > MeanCosine(items, cold, warm => warm % 2 != cold % 2));
    }

    [Fact]
    public async Task BuildAsync_AudioVectorsOfAnotherCatalogue_Throws()
    {
        TrainingData data = Data(users: Users) with { AudioVectors = new FactorMatrix(Tracks + 1, 2) };

        ArgumentException problem = await Assert.ThrowsAsync<ArgumentException>(() => BuildAsync(data, threads: 0));

        Assert.Contains($"({Tracks + 1}, 2) do not fit {Tracks} tracks", problem.Message);
    }

    [Fact]
    public async Task BuildAsync_NoTracks_Throws()
    {
        TrainingData nothing = new([], InteractionMatrix.Build(0, 0, []), (_, _) => throw new InvalidOperationException(), null);

        await Assert.ThrowsAsync<ArgumentException>(() => BuildAsync(nothing, threads: 0));
    }

    /// <summary>Keeps what a network was to learn from, and lets one learn nearly nothing.</summary>
    private sealed class Recorder : IContentNetworkFactory
    {
        public IReadOnlyList<ContentExample> Examples { get; private set; } = [];

        public IContentNetwork Train(
            IReadOnlyList<ContentExample> examples,
            ModelVersion version,
            IProgress<StageProgress>? progress,
            CancellationToken cancellationToken)
        {
            Examples = examples;
            return new ManagedContentNetworkFactory(new ContentOptions { Channels = 4, Members = 1, MinSteps = 1, MaxSteps = 1 })
                .Train(examples, version, progress, cancellationToken);
        }

        public IContentNetwork Load(string path) => throw new NotSupportedException();
    }

    private static Task<BuiltModel> BuildAsync(TrainingData data, int threads)
    {
        TrainingOptions options = new()
        {
            Als = new ImplicitAlsOptions { Rank = 8, Threads = threads },
            Content = new ContentOptions
            {
                MinSteps = 20,
                MaxSteps = 20,
                BatchSize = 16,
                Channels = 8,
                Members = 1,
                Threads = threads,
            },
        };
        ModelBuilder builder = new(
            als => new ImplicitAls(als), new ManagedContentNetworkFactory(options.Content), options);
        return builder.BuildAsync(data, Version, null, Cancel);
    }

    /// <summary>Even tracks sound low and odd ones high; a user plays one kind; the last tracks nobody has played.</summary>
    private static TrainingData Data(int users)
    {
        Random random = new(7);
        List<(int, int, float)> plays = [];
        for (int user = 0; user < users; user++)
        {
            for (int item = user % 2; item < Tracks - ColdTracks; item += 2)
            {
                if (random.Next(2) == 0)
                {
                    plays.Add((user, item, 1f));
                }
            }
        }

        return new TrainingData(
            [.. Enumerable.Range(0, Tracks).Select(row => new TrainingTrack(new TrackId(row + 1), $"Artist {row}", null, true))],
            InteractionMatrix.Build(users, Tracks, plays),
            (row, _) => Task.FromResult<IReadOnlyList<Spectrogram>?>([Sound(row % 2, row)]),
            null);
    }

    private static Spectrogram Sound(int kind, int seed)
    {
        Random random = new(seed);
        byte[] cells = new byte[Bands * Frames];
        for (int band = 0; band < Bands; band++)
        {
            int level = (band < Bands / 2) == (kind == 0) ? 190 : 50;
            for (int frame = 0; frame < Frames; frame++)
            {
                cells[(band * Frames) + frame] = (byte)(level + random.Next(-30, 30));
            }
        }

        return new Spectrogram(Bands, Frames, cells);
    }

    private static float MeanCosine(FactorMatrix items, int row, Func<int, bool> counts) => Enumerable
        .Range(0, Tracks - ColdTracks)
        .Where(counts)
        .Average(warm => TensorPrimitives.CosineSimilarity(items.Row(row), items.Row(warm)));
}
