using HybridRec.Evaluation.Content;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Evaluation.Tests.Content;

public sealed class ContentStudyTests
{
    [Fact]
    public void Run_LabelsThatCanBeHeard_ArtistSafe_ReportsEveryKindOfFeature()
    {
        ContentReport report = Run(Pictures.Small);

        Assert.Equal(
            ["network", "network-contrastive", "random-weights", "mean-spectrum", "band-statistics", "tempo", "chance"],
            report.Features.Select(feature => feature.Name));
        Assert.InRange(report.Features[0].Accuracy.Estimate, 0.8, 1.0);
        Assert.InRange(report.Features[0].Precision!.Estimate, 0.8, 1.0);
        Assert.Equal(1.0 / 3, report.Features[^1].Accuracy.Estimate, 0.2);
        Assert.Null(report.Features[0].AccuracyLead);
        Assert.True(report.Features[^1].AccuracyLead!.Low > 0);
        Assert.All(report.Features, feature => Assert.Equal(report.Data.Asked, feature.Accuracy.Count));
        Assert.Equal([1, 2], report.Seeds);
        Assert.Equal(2, report.Features[0].SeedAccuracies.Count);
    }

    [Fact]
    public void Run_ConfusionAndScores_AgreeWithTheAccuracy()
    {
        ContentReport report = Run(Pictures.Small);

        double right = report.Confusion.Select((row, label) => row[label]).Sum();
        Assert.Equal(report.Features[0].Accuracy.Estimate, right / report.Data.Asked, 1e-9);
        Assert.Equal(report.Data.Asked, report.Confusion.Sum(row => row.Sum()), 1e-9);
        foreach ((LabelScores label, int i) in report.Labels.Select((label, i) => (label, i)))
        {
            Assert.Equal(report.Confusion[i][i] / label.Asked, label.Recall, 1e-9);
            Assert.InRange(label.F1, 0, 1);
        }
    }

    [Fact]
    public void Run_Again_GivesTheSameFigures()
    {
        ContentStudyOptions options = Pictures.Small with { Seeds = 1 };

        Assert.Equal(ContentFiles.ToJson(Run(options)), ContentFiles.ToJson(Run(options)));
    }

    [Fact]
    public void Run_Folds_AsksAboutEveryClipOnce()
    {
        ContentReport report = Run(Pictures.Small with { Seeds = 1, Split = new SplitPlan(3, 0, 1) });

        Assert.Equal((3, 48), (report.Data.Folds, report.Data.Asked));
        Assert.Equal(3, report.Features[0].Penalties.Count);
    }

    [Fact]
    public void Run_ShuffledLabels_AreNotHeard()
    {
        ClipSet set = Pictures.Set(60, artists: 0);
        string[] labels = [.. set.Clips.Select(clip => clip.Label)];
        new Random(5).Shuffle(labels);
        Clip[] shuffled = [.. set.Clips.Select((clip, i) => clip with { Label = labels[i] })];

        ContentReport report = ContentStudy.Run(
            set with { Clips = shuffled }, Pictures.Small with { Seeds = 1 }, null, TestContext.Current.CancellationToken);

        Assert.All(report.Features, feature => Assert.InRange(feature.Accuracy.Estimate, 0, 0.75));
        Assert.True(report.Features[^1].AccuracyLead!.Low <= 0);
    }

    [Fact]
    public void Run_OneLabel_SaysSo()
    {
        ClipSet set = Pictures.Set(6) with { Clips = [.. Pictures.Set(6).Clips.Select(clip => clip with { Label = "all" })] };

        ContentDataException error = Assert.Throws<ContentDataException>(
            () => ContentStudy.Run(set, Pictures.Small, null, TestContext.Current.CancellationToken));
        Assert.Contains("label all", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NetworkThatCannotBeLoaded_SaysSo()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "no network");
            Assert.Contains(path, Fault(path), StringComparison.Ordinal);
            Assert.Contains("absent", Fault("absent.safetensors"), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }

        string Fault(string file) => Assert.Throws<ContentDataException>(() =>
            Run(Pictures.Small with { NetworkFile = file })).Message;
    }

    [Fact]
    public void Run_SavedNetwork_ScoresAsItDidWhenItWasTrained()
    {
        ClipSet set = Pictures.Set(48);
        ContentStudyOptions options = Pictures.Small with { Seeds = 1 };
        IReadOnlyList<int> train = ClipSplitter.Split(set.Clips, options.Split).Folds[0].Train;
        string path = Path.GetTempFileName();
        try
        {
            ClipNetworks.Train(
                set.Clips, train, options.Network with { Seed = 1 }, true, null, null, TestContext.Current.CancellationToken).Save(path);

            ContentReport loaded = Run(options with { NetworkFile = path });
            ContentReport trained = Run(options);

            Assert.Equal(trained.Features[0].Accuracy, loaded.Features[0].Accuracy);
            Assert.Contains(path, loaded.Network, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Run_KeptNetworks_AreTakenByTheNextStudyOfTheSameClipsAndOptions()
    {
        string folder = Directory.CreateTempSubdirectory("hybridrec-").FullName;
        try
        {
            ContentStudyOptions options = Pictures.Small with { Seeds = 1, KeptNetworks = folder };
            string first = ContentFiles.ToJson(Run(options));
            string[] kept = [.. Directory.GetFileSystemEntries(folder).Order()];
            Assert.Equal(["contrastive", "supervised"], kept.Select(file => Path.GetFileName(file).Split('-')[0]));
            DateTime[] written = [.. kept.Select(File.GetLastWriteTimeUtc)];

            // The same networks are not trained again; other options are other networks.
            Assert.Equal(first, ContentFiles.ToJson(Run(options)));
            Assert.Equal(written, kept.Select(File.GetLastWriteTimeUtc));
            Run(options with { Network = options.Network with { Dropout = 0.2f } });
            Assert.Equal(4, Directory.GetFileSystemEntries(folder).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Document_SaysWhatWasFound()
    {
        ContentReport report = ContentStudy.Run(
            Pictures.Set(96), Pictures.Small with { Seeds = 1 }, null, TestContext.Current.CancellationToken);

        ReportDocument document = ContentReportDocument.Make(report);

        Assert.Contains(document.Summary, sentence => sentence.Contains("significantly better than", StringComparison.Ordinal));
        HeatMap confusion = document.Sections.SelectMany(section => section.Blocks).OfType<HeatMap>().Single();
        Assert.Equal(["label 0", "label 1", "label 2"], confusion.Rows);
        ScatterChart map = document.Sections.SelectMany(section => section.Blocks).OfType<ScatterChart>().Single();
        Assert.Equal(96, map.Groups.Sum(group => group.Points.Count));
        foreach (Table table in document.Sections.SelectMany(section => section.Blocks).OfType<Table>())
        {
            Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count));
        }
    }

    [Fact]
    public void Document_FewClips_ClaimsNothing()
    {
        ReportDocument document = ContentReportDocument.Make(Run(Pictures.Small with { Seeds = 1 }));

        Assert.Contains("In accuracy 12 clips are too few to say which features are better.", document.Summary);
        Assert.DoesNotContain(document.Summary, sentence => sentence.Contains("significantly", StringComparison.Ordinal));
    }

    private static ContentReport Run(ContentStudyOptions options) =>
        ContentStudy.Run(Pictures.Set(48), options, null, TestContext.Current.CancellationToken);
}
