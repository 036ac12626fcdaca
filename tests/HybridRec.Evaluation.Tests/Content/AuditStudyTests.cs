using HybridRec.Engine.Audio;
using HybridRec.Evaluation.Content;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Evaluation.Tests.Content;

public sealed class AuditStudyTests
{
    private static readonly ClipTransformation Nothing = new(
        "nothing", "Nothing", (clip, _) => ValueTask.FromResult<IReadOnlyList<Spectrogram>?>(clip.Excerpts));

    private static readonly ClipTransformation Silence = new(
        "silence", "Silence", (_, _) => ValueTask.FromResult<IReadOnlyList<Spectrogram>?>(null));

    private static readonly ClipTransformation Ruin = new(
        "ruin",
        "Ruin",
        (clip, _) => ValueTask.FromResult<IReadOnlyList<Spectrogram>?>(
            [.. clip.Excerpts.Select(x => new Spectrogram(x.Bands, x.Frames, [.. x.Cells.Select(_ => (byte)9)]))]));

    private static readonly ClipTransformation Unreadable = new(
        "unreadable", "Unreadable", (clip, _) => throw new AudioDecodeException(clip.Name, "it is gone"));

    [Fact]
    public async Task Run_ChangeThatChangesNothing_CostsNothing()
    {
        AuditedChange change = (await RunAsync(Nothing)).Networks[0].Changes[0];

        Assert.Equal((0.0, 0.0), (change.AccuracyDrop!.Low, change.AccuracyDrop.High));
        Assert.Equal(0.0, change.PrecisionDrop!.Estimate);
        Assert.Equal(1.0, change.Scores.Identity!.Estimate);
        Assert.Equal(0, change.Failed);
    }

    [Fact]
    public async Task Run_ChangeThatLeavesNothing_CostsWhatWasThere()
    {
        AuditReport report = await RunAsync(Nothing, Ruin);
        AuditedNetwork network = report.Networks[0];

        Assert.InRange(network.Untouched.Accuracy!.Estimate, 0.8, 1.0);
        Assert.InRange(network.Changes[1].Scores.Accuracy!.Estimate, 0.2, 0.5);
        Assert.True(network.Changes[1].AccuracyDrop!.Low > 0);
        Assert.Contains(
            AuditReportDocument.Make(report).Summary,
            sentence => sentence.StartsWith("Accuracy falls significantly under Ruin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ClipsThatCannotBeHeard_AreCountedAndNotAveraged()
    {
        AuditReport report = await RunAsync(Silence, Unreadable);

        Assert.All(report.Networks.SelectMany(network => network.Changes), change =>
        {
            Assert.Equal(report.Data.Asked, change.Failed);
            Assert.Null(change.AccuracyDrop);
            Assert.Null(change.Scores.Identity);
        });
        Assert.Contains(report.Data.Notes, note => note.Contains("it is gone", StringComparison.Ordinal));
        Assert.Contains(report.Data.Notes, note => note.Contains("silent after it", StringComparison.Ordinal));
        Assert.NotEmpty(AuditReportDocument.Make(report).Summary);
    }

    [Fact]
    public async Task Run_Spectrograms_AuditsAllThatMakesSense()
    {
        AuditReport report = await RunAsync([.. SpectrogramTransformations.All(1)]);

        Assert.Equal(7, report.Networks[0].Changes.Count);
        Assert.Equal(["network", "random-weights"], report.Networks.Select(network => network.Name));
        Assert.All(report.Networks[0].Changes, change => Assert.Equal(0, change.Failed));
        ReportDocument document = AuditReportDocument.Make(report);
        Table table = document.Sections.SelectMany(section => section.Blocks).OfType<Table>().First();
        Assert.Equal(8, table.Rows.Count);
        Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count));
        Assert.Equal(
            ContentFiles.ToJson(report), ContentFiles.ToJson(await RunAsync([.. SpectrogramTransformations.All(1)])));
    }

    [Fact]
    public async Task Run_ExtraDrop_IsTheNetworksMeanDropLessThatOfRandomWeights()
    {
        AuditReport report = await RunAsync(Nothing, Ruin);

        double[] drops = [.. report.Networks.Select(network => network.Changes.Average(change => change.AccuracyDrop!.Estimate))];
        Assert.Equal(drops[0] - drops[1], report.ExtraDrop!.Estimate, 1e-9);
    }

    [Fact]
    public async Task Document_FewClips_ClaimsNothing()
    {
        AuditReport report = await AuditStudy.RunAsync(
            Pictures.Set(24), [Ruin], Pictures.Small with { Seeds = 1 }, null, TestContext.Current.CancellationToken);

        Assert.Contains(
            AuditReportDocument.Make(report).Summary,
            sentence => sentence.StartsWith("Accuracy rests on 6 clips, too few", StringComparison.Ordinal));
    }

    private static Task<AuditReport> RunAsync(params ClipTransformation[] changes) => AuditStudy.RunAsync(
        Pictures.Set(96), changes, Pictures.Small with { Seeds = 1 }, null, TestContext.Current.CancellationToken);
}
