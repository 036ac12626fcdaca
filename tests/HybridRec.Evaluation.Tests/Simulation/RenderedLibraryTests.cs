using System.Diagnostics;
using HybridRec.Evaluation.Simulation;

namespace HybridRec.Evaluation.Tests.Simulation;

public sealed class RenderedLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hybridrec-library-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task RenderAsync_SmallLibrary_WritesPlayableTaggedFilesOfTheRightLength()
    {
        LibraryPlan plan = LibraryPlan.Make(new LibraryOptions { Tracks = 20, Seconds = 4 });

        IReadOnlyList<string> paths = await RenderedLibrary.RenderAsync(
            plan, _folder, cancellationToken: TestContext.Current.CancellationToken);

        // One of each format, from different places within a batch.
        foreach (PlannedTrack track in plan.Tracks.DistinctBy(track => Path.GetExtension(track.RelativePath)))
        {
            string probe = await ProbeAsync(paths[track.Index]);
            Assert.Contains($"artist={track.Artist}", probe, StringComparison.OrdinalIgnoreCase);
            Assert.Contains($"title={track.Title}", probe, StringComparison.OrdinalIgnoreCase);
            Assert.Contains($"album={track.Album}", probe, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("genre", probe, StringComparison.OrdinalIgnoreCase);
            string seconds = probe.Split('\n').First(line => line.StartsWith("duration=", StringComparison.Ordinal))[9..];
            Assert.Equal(
                track.Duration.TotalSeconds,
                double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture),
                tolerance: 0.15);
        }

        Assert.All(paths, path => Assert.True(new FileInfo(path).Length > 5_000));
    }

    [Fact]
    public async Task RenderAsync_FolderIsAFile_SaysSo()
    {
        string file = Path.Combine(_folder, "occupied");
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);
        LibraryPlan plan = LibraryPlan.Make(new LibraryOptions { Tracks = 20, Seconds = 4 });

        await Assert.ThrowsAnyAsync<IOException>(() => RenderedLibrary.RenderAsync(
            plan, file, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RenderAsync_FileCannotBeWritten_ThrowsWhatFfmpegSays()
    {
        LibraryPlan plan = LibraryPlan.Make(new LibraryOptions { Tracks = 20, Seconds = 4 });
        Directory.CreateDirectory(Path.Combine(_folder, plan.Tracks[3].RelativePath));

        TrackEncodeException error = await Assert.ThrowsAsync<TrackEncodeException>(() => RenderedLibrary.RenderAsync(
            plan, _folder, workers: 1, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("Is a directory", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> ProbeAsync(string path)
    {
        ProcessStartInfo start = new("ffprobe") { RedirectStandardOutput = true };
        foreach (string argument in (string[])["-v", "error", "-show_entries", "format=duration:format_tags:stream_tags", "-of", "default=nw=1", path])
        {
            start.ArgumentList.Add(argument);
        }

        using Process probe = Process.Start(start)!;
        string text = await probe.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await probe.WaitForExitAsync(TestContext.Current.CancellationToken);
        return text.Replace("TAG:", "", StringComparison.Ordinal);
    }
}
