using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class SameRecordingTests : MusicFolderTests
{
    [Fact]
    public async Task RunAsync_SameRecordingUnderAnotherName_IsOneTrack()
    {
        Write("1.mp3", "A|First|5|0");
        Write("2.mp3", "B|Other|6|0");
        Write("3.mp3", "A|Renamed|5|1.3");

        AudioImportSummary summary = await RunAsync();

        Assert.Equal(await TrackAsync("1.mp3"), await TrackAsync("3.mp3"));
        Assert.NotEqual(await TrackAsync("1.mp3"), await TrackAsync("2.mp3"));
        Assert.Equal("First", (await Data.Catalogue.FindAsync((await TrackAsync("3.mp3"))!.Value, Token))!.Title);
        FileProblem warning = Assert.Single(summary.Warnings);
        Assert.Equal($"the same recording as {PathOf("1.mp3")}: one track now", warning.Reason);

        // The second name still finds it.
        Assert.Equal(
            [(await TrackAsync("1.mp3"))!.Value],
            await Data.Catalogue.ResolveAsync([new TrackDescription { Artist = "A", Title = "Renamed" }], Token));
    }

    [Fact]
    public async Task RunAsync_SameNameButAnotherRecording_IsATrackOfItsOwn()
    {
        Write("1.mp3", "A|T|5|0");
        Write("2.mp3", "A|T|6|0");
        Write("3.mp3", "A|T|6|0.9");
        Write("4.mp3", "A|T|5|1.1");

        AudioImportSummary summary = await RunAsync();
        AudioImportSummary again = await RunAsync();

        TrackId?[] tracks = [await TrackAsync("1.mp3"), await TrackAsync("2.mp3"), await TrackAsync("3.mp3"), await TrackAsync("4.mp3")];
        Assert.NotEqual(tracks[0], tracks[1]);
        Assert.Equal(tracks[1], tracks[2]);
        Assert.Equal(tracks[0], tracks[3]);
        Assert.Equal("A – T", (await Data.Catalogue.FindAsync(tracks[1]!.Value, Token))!.DisplayName);
        Assert.Equal(2, summary.Warnings.Count);
        Assert.All(summary.Warnings, warning => Assert.Equal(
            $"named like {PathOf("1.mp3")}, but another recording: a track of its own", warning.Reason));
        Assert.Equal(4, again.Unchanged);
    }

    [Fact]
    public async Task RunAsync_FilesStoredButNotMeasured_AreRecognisedWhenTheyAreReadAgain()
    {
        // What an import leaves that was killed between the two, or one of a version that measured nothing.
        Write("1.mp3", "A|First|5|0");
        Write("3.mp3", "A|Renamed|5|1.3");
        await AttachAsync("1.mp3", "First");
        await AttachAsync("3.mp3", "Renamed");
        Assert.NotEqual(await TrackAsync("1.mp3"), await TrackAsync("3.mp3"));

        AudioImportSummary summary = await RunAsync();
        AudioImportSummary again = await RunAsync();

        Assert.Equal(await TrackAsync("1.mp3"), await TrackAsync("3.mp3"));
        Assert.Single(summary.Warnings);
        Assert.Empty(again.Warnings);
    }

    private async Task AttachAsync(string name, string title)
    {
        FileInfo info = new(PathOf(name));
        string fingerprint = await AudioFingerprint.ComputeAsync(info.FullName, Token);
        await Data.Catalogue.AttachFileAsync(
            new AudioFile(info.FullName, info.Length, info.LastWriteTimeUtc, fingerprint, null, AudioFileState.Present, null),
            new TrackDescription { Artist = "A", Title = title },
            null,
            Token);
    }

    private Task<AudioImportSummary> RunAsync() =>
        new ImportAudio(Data, new AudioAnalyser(new NoteDecoder())).RunAsync(PathOf(""), null, Token);

    private async Task<TrackId?> TrackAsync(string name) => (await Data.Catalogue.FindFileAsync(PathOf(name), Token))!.Track;

    /// <summary>Takes "artist|title|seed|trimmed seconds" for 25 s of notes drawn at random by the seed.</summary>
    private sealed class NoteDecoder : IAudioDecoder
    {
        private const double NoteSeconds = 0.17;

        public int SampleRate => 22_050;

        public async Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
        {
            string[] parts = (await File.ReadAllTextAsync(path, cancellationToken)).Split('|');
            Random random = new(int.Parse(parts[2], null));
            double[] hertz = [.. Enumerable.Range(0, 160).Select(_ => 150 * Math.Pow(2, 3 * random.NextDouble()))];
            int trimmed = (int)(double.Parse(parts[3], System.Globalization.CultureInfo.InvariantCulture) * SampleRate);
            float[] samples = new float[(25 * SampleRate) - trimmed];
            for (int i = 0; i < samples.Length; i++)
            {
                double second = (i + trimmed) / (double)SampleRate;
                int note = (int)(second / NoteSeconds);
                double decay = Math.Exp(-8 * (second - (note * NoteSeconds)));
                for (int harmonic = 1; harmonic <= 6; harmonic++)
                {
                    samples[i] += (float)(0.2 * decay / harmonic * Math.Sin(2 * Math.PI * hertz[note] * harmonic * second));
                }
            }

            sink(samples);
            TimeSpan length = TimeSpan.FromSeconds(samples.Length / (double)SampleRate);
            AudioProbe probe = new(length, new Dictionary<string, string> { ["artist"] = parts[0], ["title"] = parts[1] }, "notes", SampleRate, 1);
            return new DecodeResult(probe, length, null);
        }
    }
}
