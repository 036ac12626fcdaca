using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;

namespace HybridRec.Engine.Tests.Content;

public sealed class ManagedContentNetworkFactoryTests
{
    private static readonly Spectrogram Excerpt = SyntheticMusic.Excerpt(10f, 5f, new Random(1), 60);

    [Fact]
    public void Train_BadExamples_ThrowNamingTheExample()
    {
        ContentExample good = SyntheticMusic.Example(Excerpt);
        Assert.Contains("1 examples", Fault([good]), StringComparison.Ordinal);
        Assert.Contains("Example 1 has no excerpt", Fault([good, good with { Excerpts = [] }]), StringComparison.Ordinal);
        Assert.Contains("Example 1 has 2 bands, the first has 32", Fault(
            [good, SyntheticMusic.Example(new Spectrogram(2, 40, new byte[80]))]), StringComparison.Ordinal);
        Assert.Contains("Example 1 has 3 target factors, the first has 2", Fault(
            [good with { TargetFactors = [1f, 2f], Evidence = 1f }, good with { TargetFactors = [1f, 2f, 3f], Evidence = 1f }]),
            StringComparison.Ordinal);
        Assert.Contains("not finite", Fault([good, good with { TargetFactors = [float.NaN] }]), StringComparison.Ordinal);
        Assert.Contains("evidence", Fault([good, good with { Evidence = 1.5f }]), StringComparison.Ordinal);
        Assert.Contains("evidence", Fault([good, good with { Evidence = float.NaN }]), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Cancelled_StopsBetweenBatches()
    {
        using CancellationTokenSource source = new();
        List<StageProgress> reports = [];
        CallBack progress = new(report =>
        {
            reports.Add(report);
            source.Cancel();
        });

        Assert.ThrowsAny<OperationCanceledException>(() => Factory().Train(Two(), default, progress, source.Token));

        Assert.Single(reports);
    }

    [Fact]
    public void Train_Progress_CountsEpochsUpToTheTotalWithTheLoss()
    {
        List<StageProgress> reports = [];

        Factory().Train(Two(), default, new CallBack(reports.Add), TestContext.Current.CancellationToken);

        Assert.Equal([1L, 2L, 3L, 4L], reports.Select(report => report.Done));
        Assert.All(reports, report =>
        {
            Assert.Equal("Training the spectrogram network", report.Stage);
            Assert.Equal(4, report.Total);
            Assert.Equal("epochs", report.Unit);
            Assert.Matches(@"^loss \d+\.\d{3}$", report.Note);
        });
    }

    [Fact]
    public void Train_TargetsWithoutDirection_AreIgnored()
    {
        ContentExample[] examples =
        [
            new([Excerpt], [0f, 0f], 1f), new([Excerpt], [1f, 0f], 0f), new([Excerpt, Excerpt], null, 0f),
        ];

        IContentNetwork network = Factory().Train(examples, default, null, TestContext.Current.CancellationToken);

        Assert.All(SyntheticMusic.Embed(network, Excerpt), x => Assert.True(float.IsFinite(x)));
    }

    [Fact]
    public void Train_Diverging_SaysWhatToLower()
    {
        ContentOptions wild = new()
        {
            CropFrames = 32,
            Channels = 4,
            Members = 1,
            EmbeddingSize = 8,
            MinSteps = 200,
            MaxSteps = 200,
            LearningRate = 1_000f,
        };

        ContentTrainingException error = Assert.Throws<ContentTrainingException>(() =>
            new ManagedContentNetworkFactory(wild).Train(Two(), default, null, TestContext.Current.CancellationToken));

        Assert.Contains("lower LearningRate (now 1000)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_ThrowsNamingIt() =>
        Assert.Contains("Temperature", Assert.Throws<ArgumentException>(() =>
            new ManagedContentNetworkFactory(new ContentOptions { Temperature = 0f })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(2, 250)]
    [InlineData(240, 250)]
    [InlineData(1_000, 625)]
    [InlineData(1_000_000, 5_000)]
    public void StepsFor_Examples_AreProportionalWithinBounds(int examples, int steps) =>
        Assert.Equal(steps, new ContentOptions { Passes = 40, BatchSize = 64, MinSteps = 250, MaxSteps = 5_000 }.StepsFor(examples));

    private static ManagedContentNetworkFactory Factory() => new(new ContentOptions
    {
        CropFrames = 32,
        Channels = 4,
        Members = 1,
        FrameStep = 1,
        EmbeddingSize = 8,
        MinSteps = 4,
        MaxSteps = 4,
    });

    private static ContentExample[] Two() =>
        [SyntheticMusic.Example(Excerpt), SyntheticMusic.Example(SyntheticMusic.Excerpt(20f, 9f, new Random(2), 20))];

    private static string Fault(ContentExample[] examples) => Assert.Throws<ArgumentException>(() =>
        Factory().Train(examples, default, null, TestContext.Current.CancellationToken)).Message;

    private sealed class CallBack(Action<StageProgress> action) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => action(value);
    }
}
