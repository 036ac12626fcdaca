using System.Numerics.Tensors;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Content;

public sealed class ManagedContentNetworkTests : IDisposable
{
    private static readonly ContentOptions Tiny = new()
    {
        CropFrames = 32,
        Channels = 8,
        Members = 2,
        FrameStep = 1,
        EmbeddingSize = 12,
        BatchSize = 12,
        MinSteps = 3,
        MaxSteps = 3,
        Seed = 7,
    };

    private static readonly Lazy<IContentNetwork> Network = new(() => Train(Tiny));

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hybridrec-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(1_000)]
    public void Embed_AnyLength_IsAFiniteUnitVector(int frames)
    {
        float[] embedding = SyntheticMusic.Embed(
            Network.Value, SyntheticMusic.Excerpt(10f, 5f, new Random(1), frames));

        Assert.Equal(1f, TensorPrimitives.Norm<float>(embedding), 5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void Embed_SilenceOrFullScale_IsAFiniteUnitVector(byte cell)
    {
        byte[] cells = new byte[SyntheticMusic.Bands * 50];
        Array.Fill(cells, cell);

        float[] embedding = SyntheticMusic.Embed(Network.Value, new Spectrogram(SyntheticMusic.Bands, 50, cells));

        Assert.Equal(1f, TensorPrimitives.Norm<float>(embedding), 5);
    }

    [Fact]
    public void Train_OnSilenceAlone_GivesFiniteUnitVectors()
    {
        Spectrogram silence = new(SyntheticMusic.Bands, 60, new byte[SyntheticMusic.Bands * 60]);
        IContentNetwork network = new ManagedContentNetworkFactory(Tiny).Train(
            [SyntheticMusic.Example(silence), SyntheticMusic.Example(silence)],
            default, null, TestContext.Current.CancellationToken);

        Assert.Equal(1f, TensorPrimitives.Norm<float>(SyntheticMusic.Embed(network, silence)), 5);
    }

    [Fact]
    public void Embed_SeveralExcerpts_IsTheNormalisedMeanOfTheirWindows()
    {
        // Of exactly one window each, so that each excerpt alone gives its window's unit vector.
        Spectrogram first = SyntheticMusic.Excerpt(10f, 5f, new Random(1), 32);
        Spectrogram second = SyntheticMusic.Excerpt(20f, 9f, new Random(2), 32);
        float[] expected = new float[Network.Value.EmbeddingSize];
        TensorPrimitives.Add(
            SyntheticMusic.Embed(Network.Value, first), SyntheticMusic.Embed(Network.Value, second), expected);
        TensorPrimitives.Divide(expected, TensorPrimitives.Norm<float>(expected), expected);

        float[] actual = SyntheticMusic.Embed(Network.Value, first, second);

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 5));
    }

    [Fact]
    public void Embed_FromManyThreads_GivesTheSameBits()
    {
        Spectrogram excerpt = SyntheticMusic.Excerpt(10f, 5f, new Random(1), 400);
        float[] expected = SyntheticMusic.Embed(Network.Value, excerpt);

        float[][] results = [.. Enumerable.Range(0, 32).AsParallel().Select(_ => SyntheticMusic.Embed(Network.Value, excerpt))];

        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Fact]
    public void Embed_BadShape_ThrowsStatingBoth()
    {
        Spectrogram excerpt = SyntheticMusic.Excerpt(10f, 5f, new Random(1));

        Assert.Contains("31 bands", Assert.Throws<ArgumentException>(() =>
            Network.Value.Embed([new Spectrogram(31, 40, new byte[31 * 40])], new float[12])).Message, StringComparison.Ordinal);
        Assert.Contains("fills 12", Assert.Throws<ArgumentException>(() =>
            Network.Value.Embed([excerpt], new float[11])).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(() => Network.Value.Embed([], new float[12]));
    }

    [Fact]
    public void Train_OneOrFourThreads_GivesTheSameBits()
    {
        Spectrogram excerpt = SyntheticMusic.Excerpt(10f, 5f, new Random(1));
        float[] one = SyntheticMusic.Embed(Train(Tiny with { Threads = 1 }), excerpt);
        float[] four = SyntheticMusic.Embed(Train(Tiny with { Threads = 4 }), excerpt);
        float[] otherSeed = SyntheticMusic.Embed(Train(Tiny with { Seed = 8 }), excerpt);

        Assert.Equal(one, four);
        Assert.NotEqual(one, otherSeed);
    }

    [Fact]
    public void Train_InterruptedAndStartedAgain_GoesOnAndGivesTheSameBits()
    {
        Spectrogram excerpt = SyntheticMusic.Excerpt(10f, 5f, new Random(1));
        string folder = Path.Combine(Path.GetTempPath(), $"hybridrec-{Guid.NewGuid():N}");
        try
        {
            using CancellationTokenSource source = new();
            int reports = 0;
            Assert.ThrowsAny<OperationCanceledException>(() => Train(Tiny with { Threads = 1 }, folder, new CallBack(_ =>
            {
                if (++reports == 4)
                {
                    source.Cancel();
                }
            }), source.Token));
            Assert.Single(Directory.EnumerateFiles(folder));

            List<long> done = [];
            IContentNetwork resumed = Train(
                Tiny, folder, new CallBack(report => done.Add(report.Done)), TestContext.Current.CancellationToken);

            Assert.Equal([4L, 5L, 6L], done);
            Assert.Equal(SyntheticMusic.Embed(Network.Value, excerpt), SyntheticMusic.Embed(resumed, excerpt));
            Assert.Empty(Directory.EnumerateFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Train_CheckpointOfOtherOptions_IsNotUsed()
    {
        string folder = Directory.CreateTempSubdirectory("hybridrec-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "member-00-0.safetensors"), "of another training");
            List<long> done = [];

            Train(Tiny, folder, new CallBack(report => done.Add(report.Done)), TestContext.Current.CancellationToken);

            Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L], done);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Train_Watching_KeepsTheBestWeightsAndStopsEarly()
    {
        // So large a step size that the watched loss soon rises.
        ContentOptions watching = Tiny with { MinSteps = 60, MaxSteps = 60, WatchShare = 0.3f, Patience = 3, LearningRate = 0.3f };
        List<string> notes = [];

        IContentNetwork network = Train(
            watching, null, new CallBack(report => notes.Add(report.Note!)), TestContext.Current.CancellationToken);

        Assert.InRange(notes.Count, 4, 119);
        Assert.All(notes, note => Assert.Matches(@"^loss .*, held out -?\d+\.\d{3}$", note));
        Assert.Equal(1f, TensorPrimitives.Norm<float>(SyntheticMusic.Embed(network, SyntheticMusic.Excerpt(10f, 5f, new Random(1)))), 5);
    }

    [Fact]
    public void Train_Mixed_IsAnotherTrainingWithTheSameBitsForAnyThreads()
    {
        Spectrogram excerpt = SyntheticMusic.Excerpt(10f, 5f, new Random(1));
        float[] one = SyntheticMusic.Embed(Train(Tiny with { MixUp = 0.4f, Threads = 1 }), excerpt);
        float[] four = SyntheticMusic.Embed(Train(Tiny with { MixUp = 0.4f, Threads = 4 }), excerpt);

        Assert.Equal(one, four);
        Assert.NotEqual(one, SyntheticMusic.Embed(Network.Value, excerpt));
    }

    [Fact]
    public void Load_AfterSave_EmbedsWithTheSameBits()
    {
        Network.Value.Save(_path);

        IContentNetwork loaded = new ManagedContentNetworkFactory(new ContentOptions()).Load(_path);

        Spectrogram excerpt = SyntheticMusic.Excerpt(10f, 5f, new Random(1), 100);
        Assert.Equal(SyntheticMusic.Embed(Network.Value, excerpt), SyntheticMusic.Embed(loaded, excerpt));
        Assert.Equal(Network.Value.Version, loaded.Version);
        Assert.Equal(12, loaded.EmbeddingSize);
    }

    [Fact]
    public void Load_Truncated_IsInvalidData()
    {
        Network.Value.Save(_path);
        File.WriteAllBytes(_path, File.ReadAllBytes(_path)[..^4]);

        Assert.Throws<InvalidDataException>(() => new ManagedContentNetworkFactory(Tiny).Load(_path));
    }

    [Fact]
    public void Load_WeightNotFinite_IsInvalidData()
    {
        Network.Value.Save(_path);
        byte[] bytes = File.ReadAllBytes(_path);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), float.NaN);
        File.WriteAllBytes(_path, bytes);

        Assert.Contains("not finite", Assert.Throws<InvalidDataException>(() =>
            new ManagedContentNetworkFactory(Tiny).Load(_path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("architecture", "another")]
    [InlineData("options", "{")]
    [InlineData("options", "null")]
    [InlineData("options", "{\"Channels\":9}")]
    [InlineData("options", "{\"Channels\":-1}")]
    [InlineData("bands", "31")]
    [InlineData("bands", "-1")]
    [InlineData("bands", "x")]
    [InlineData("model_version", "a b")]
    public void Load_MetadataThatDoesNotFit_IsInvalidData(string key, string value)
    {
        Network.Value.Save(_path);
        SafeTensorsFile file = SafeTensorsFile.Read(_path);
        SafeTensorsWriter.Write(_path, file.Tensors, new Dictionary<string, string>(file.Metadata) { [key] = value });

        Assert.Throws<InvalidDataException>(() => new ManagedContentNetworkFactory(Tiny).Load(_path));
    }

    [Fact]
    public void Load_MissingFile_SaysSo() =>
        Assert.ThrowsAny<IOException>(() => new ManagedContentNetworkFactory(Tiny).Load(_path));

    private static IContentNetwork Train(ContentOptions options) =>
        Train(options, null, null, TestContext.Current.CancellationToken);

    private static IContentNetwork Train(
        ContentOptions options, string? folder, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ContentExample[] examples =
        [
            .. SyntheticMusic.Styles(14, seed: 5).Select((track, i) => i % 2 == 0
                ? new ContentExample([track.Excerpt], null, 0f, i % 4 == 0 ? [$"style {track.Style}", "music"] : null)
                : new ContentExample([track.Excerpt], [track.Style, 1f, -1f], 0.5f)),
        ];
        return new ManagedContentNetworkFactory(options, folder).Train(
            examples, new ModelVersion("test-1"), progress, cancellationToken);
    }

    private sealed class CallBack(Action<StageProgress> action) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => action(value);
    }
}
