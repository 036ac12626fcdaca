using HybridRec.Engine.Audio;
using HybridRec.Evaluation.Simulation;

namespace HybridRec.Evaluation.Tests.Simulation;

public sealed class RealLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("real-library-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ReadAsync_WithoutLabels_TakesFoldersForStyles()
    {
        Place("b/one.mp3", "a/two.ogg", "a/three.flac", "a/cover.jpg");

        HeardLibrary library = await ReadAsync(labels: null);

        Assert.Equal(["a", "b"], library.Styles);
        Assert.Equal(["a/three.flac", "a/two.ogg", "b/one.mp3"], library.Tracks.Select(track => track.RelativePath));
        Assert.Equal([0, 0, 1], library.Tracks.Select(track => track.Style));
        Assert.Equal([0, 1, 2], library.Tracks.Select(track => track.Index));
        Assert.All(library.Tracks, track => Assert.Equal("Somebody", track.Artist));
        Assert.All(library.Excerpts, excerpts => Assert.NotEmpty(excerpts));
        Assert.Empty(library.Notes);
    }

    [Fact]
    public async Task ReadAsync_WithLabels_TakesThemAndCountsWhatIsLeftOut()
    {
        Place("a/one.mp3", "a/two.mp3", "a/broken.mp3", "a/unnamed.mp3");
        string labels = Labels("style\tpath", "calm\ta/one.mp3", "loud\ta/two.mp3", "loud\ta/broken.mp3", "loud\tgone.mp3");

        HeardLibrary library = await ReadAsync(labels);

        Assert.Equal(["calm", "loud"], library.Styles);
        Assert.Equal([0, 1], library.Tracks.Select(track => track.Style));
        Assert.Equal(
            [
                "1 audio files without a label were left out.",
                "1 audio files that could not be heard were left out.",
                "1 labels name no audio file.",
            ],
            library.Notes);
    }

    [Fact]
    public async Task ReadAsync_OneStyle_SaysThatTastesNeedTwo()
    {
        Place("a/one.mp3", "a/two.mp3");

        SimulationInputException problem = await Assert.ThrowsAsync<SimulationInputException>(() => ReadAsync(labels: null));

        Assert.Contains("2 tracks in 1 styles; two styles or more are needed", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("path\tgenre", "", "must name the columns")]
    [InlineData("path\tstyle", "a/one.mp3", "line 2 lacks a column")]
    public async Task ReadAsync_BadLabels_SaysWhere(string header, string line, string complaint)
    {
        Place("a/one.mp3");

        SimulationInputException problem =
            await Assert.ThrowsAsync<SimulationInputException>(() => ReadAsync(Labels(header, line)));

        Assert.Contains(complaint, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_NoSuchFolderOrLabels_SaysSo()
    {
        await Assert.ThrowsAsync<SimulationInputException>(() => ReadAsync(Path.Combine(_folder, "absent.tsv")));
        await Assert.ThrowsAsync<SimulationInputException>(() => RealLibrary.ReadAsync(
            Path.Combine(_folder, "absent"), null, new Hum(), null, TestContext.Current.CancellationToken));
    }

    private void Place(params string[] paths)
    {
        foreach (string path in paths)
        {
            string file = Path.Combine(_folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "");
        }
    }

    private string Labels(params string[] lines)
    {
        string file = Path.Combine(_folder, "labels.tsv");
        File.WriteAllLines(file, lines);
        return file;
    }

    private Task<HeardLibrary> ReadAsync(string? labels) =>
        RealLibrary.ReadAsync(_folder, labels, new Hum(), null, TestContext.Current.CancellationToken);

    /// <summary>Hears two seconds of hum in every file but those called broken.</summary>
    private sealed class Hum : IAudioDecoder
    {
        public int SampleRate => 22_050;

        public Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
        {
            if (path.Contains("broken", StringComparison.Ordinal))
            {
                throw new AudioDecodeException(path, "not audio");
            }

            sink([.. Enumerable.Range(0, 2 * SampleRate).Select(n => 0.3f * MathF.Sin(0.05f * n))]);
            TimeSpan length = TimeSpan.FromSeconds(2);
            AudioProbe probe = new(length, new Dictionary<string, string> { ["artist"] = "Somebody" }, "hum", SampleRate, 1);
            return Task.FromResult(new DecodeResult(probe, length, null));
        }
    }
}
