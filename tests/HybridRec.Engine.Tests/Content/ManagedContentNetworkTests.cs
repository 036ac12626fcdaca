using System.Numerics.Tensors;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Content;

public sealed class ManagedContentNetworkTests : IDisposable
{
    private static readonly ContentOptions Tiny = new()
    {
        CropFrames = 32,
        Channels = 8,
        HiddenSize = 16,
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
        float[] one = SyntheticMusic.Embed(Train(With(threads: 1, seed: 7)), excerpt);
        float[] four = SyntheticMusic.Embed(Train(With(threads: 4, seed: 7)), excerpt);
        float[] otherSeed = SyntheticMusic.Embed(Train(With(threads: 1, seed: 8)), excerpt);

        Assert.Equal(one, four);
        Assert.NotEqual(one, otherSeed);
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

    private static ContentOptions With(int threads, int seed) => new()
    {
        CropFrames = Tiny.CropFrames,
        Channels = Tiny.Channels,
        HiddenSize = Tiny.HiddenSize,
        EmbeddingSize = Tiny.EmbeddingSize,
        BatchSize = Tiny.BatchSize,
        MinSteps = Tiny.MinSteps,
        MaxSteps = Tiny.MaxSteps,
        Seed = seed,
        Threads = threads,
    };

    private static IContentNetwork Train(ContentOptions options)
    {
        ContentExample[] examples =
        [
            .. SyntheticMusic.Styles(14, seed: 5).Select((track, i) => i % 2 == 0
                ? SyntheticMusic.Example(track.Excerpt)
                : new ContentExample([track.Excerpt], [track.Style, 1f, -1f], 0.5f)),
        ];
        return new ManagedContentNetworkFactory(options).Train(
            examples, new ModelVersion("test-1"), null, TestContext.Current.CancellationToken);
    }
}
