using System.Diagnostics;
using HybridRec.Engine.Audio;
using HybridRec.Evaluation.Content;

namespace HybridRec.Evaluation.Tests.Content;

public sealed class AudioClipsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hybridrec-content-").FullName;

    private static FfmpegDecoder Decoder => new(new FfmpegOptions(), TimeProvider.System);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Read_FoldersAreLabels_AndUnusableFilesAreListed()
    {
        await SineAsync("low/a.flac", 110, "-metadata", "artist=She");
        await SineAsync("high/deep/b.flac", 1_760);
        await SineAsync("beside.flac", 440);
        await MakeAsync("low/silent.wav", "anullsrc=sample_rate=22050:channel_layout=mono:duration=2");
        await File.WriteAllTextAsync(In("low/broken.mp3"), "no audio", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(In("low/notes.txt"), "no audio either", TestContext.Current.CancellationToken);

        ClipSet set = await ReadAsync();

        Assert.Equal(["high/deep/b.flac", "low/a.flac"], set.Clips.Select(clip => clip.Name));
        Assert.Equal(["high", "low"], set.Clips.Select(clip => clip.Label));
        Assert.Equal(["", "She"], set.Clips.Select(clip => clip.Artist));
        Assert.True(set.Clips[0].Sound.Centroid > 1_500 && set.Clips[1].Sound.Centroid < 300);

        // A sine crosses zero twice a period; ffmpeg's has an amplitude of 1/8, −21.07 dB, and the K-weighting that loudness
        // is measured with (BS.1770's own coefficients at 48 kHz) adds 1.96 dB at 1,760 Hz to what it adds at 997 Hz.
        Assert.Equal(2 * 1_760 / 22_050.0, set.Clips[0].Sound.ZeroCrossingRate, 0.002);
        Assert.Equal(-21.07 + 1.96, set.Clips[0].Sound.Loudness, 0.1);
        Assert.Contains(set.Notes, note => note.Contains("2 files", StringComparison.Ordinal)
            && note.Contains("low/broken.mp3", StringComparison.Ordinal)
            && note.Contains("low/silent.wav: silent", StringComparison.Ordinal));
        Assert.Contains(set.Notes, note => note.StartsWith("1 audio files lie beside", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_Table_GivesLabelsAndArtists()
    {
        await SineAsync("x/a.flac", 110);
        await File.WriteAllTextAsync(
            In("labels.tsv"), "path\tmood\tartist\nx/a.flac\tcalm\tHe\nx/gone.flac\tcalm\tHe\n", TestContext.Current.CancellationToken);

        ClipSet set = await new AudioClips(Decoder).ReadAsync(
            new AudioSource(_folder, In("labels.tsv"), "mood"), null, TestContext.Current.CancellationToken);

        Clip clip = Assert.Single(set.Clips);
        Assert.Equal(("calm", "He"), (clip.Label, clip.Artist));
        Assert.Contains("x/gone.flac", Assert.Single(set.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NothingToRead_SaysWhy()
    {
        Assert.Contains(
            "no labelled audio",
            (await Assert.ThrowsAsync<ContentDataException>(ReadAsync)).Message,
            StringComparison.Ordinal);

        Directory.CreateDirectory(In("a"));
        await File.WriteAllTextAsync(In("a/broken.mp3"), "no audio", TestContext.Current.CancellationToken);
        Assert.Contains(
            "None of 1 files", (await Assert.ThrowsAsync<ContentDataException>(ReadAsync)).Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<ContentDataException>(() => new AudioClips(Decoder).ReadAsync(
            new AudioSource(In("absent"), null, null), null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_WithoutFfmpeg_SaysWhatIsMissing()
    {
        Directory.CreateDirectory(In("a"));
        await File.WriteAllTextAsync(In("a/x.mp3"), "any", TestContext.Current.CancellationToken);
        FfmpegOptions none = new() { FfmpegPath = In("none") };

        await Assert.ThrowsAsync<AudioToolMissingException>(() => new AudioClips(new FfmpegDecoder(none, TimeProvider.System))
            .ReadAsync(new AudioSource(_folder, null, null), null, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<AudioToolMissingException>(() => Mp3Encoder.EncodeAsync(
            none, TimeProvider.System, In("a/x.mp3"), In("y.mp3"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Apply_EveryChange_DoesToASineWhatItSays()
    {
        await SineAsync("a/a.flac", 440);
        await SineAsync("b/b.flac", 9_500);
        ClipSet set = await ReadAsync();
        Dictionary<string, ClipTransformation> changes = new AudioTransformations(new FfmpegOptions(), TimeProvider.System)
            .All(1).ToDictionary(change => change.Name);
        Clip low = set.Clips[0];
        int frames = low.Excerpts[0].Frames;
        int band = LoudestBand(low.Excerpts);

        // 66⅔ Hz a mel and 2.57 bands a mel: a semitone of 440 Hz is 26 Hz, one band.
        Assert.Equal(10, changes.Count);
        Assert.Equal(band + 1, LoudestBand(await Apply("pitch-higher", low)));
        Assert.Equal(band - 1, LoudestBand(await Apply("pitch-lower", low)));
        Assert.InRange((await Apply("tempo-faster", low))[0].Frames, (frames / 1.06) - 6, (frames / 1.06) + 2);
        Assert.InRange((await Apply("tempo-slower", low))[0].Frames, (frames / 0.94) - 6, (frames / 0.94) + 2);
        Assert.InRange((await Apply("pitch-higher", low))[0].Frames, frames - 6, frames + 6);
        foreach (string harmless in (string[])["gain", "mp3-64k", "noise", "equaliser-bass", "equaliser-treble", "low-pass"])
        {
            Assert.Equal(band, LoudestBand(await Apply(harmless, low)));
        }

        // The noise is heard where the sine was not.
        Assert.True((await Apply("noise", low))[0].Cells.Average(cell => cell) > 2 * low.Excerpts[0].Cells.Average(cell => cell));
        Assert.InRange(await PowerAsync(set.Clips[1], LowPass) / await PowerAsync(set.Clips[1], ""), 0, 0.03);
        async Task<IReadOnlyList<Spectrogram>> Apply(string name, Clip clip) =>
            Assert.IsAssignableFrom<IReadOnlyList<Spectrogram>>(
                await changes[name].ApplyAsync(clip, TestContext.Current.CancellationToken));
    }

    private static string LowPass => string.Join(',', Enumerable.Repeat("lowpass=f=8000", 4));

    /// <summary>Mean square of a clip; the spectrogram alone can't tell, being relative to its loudest cell.</summary>
    private static async Task<double> PowerAsync(Clip clip, string filters)
    {
        double energy = 0;
        DecodeResult result = await new FfmpegDecoder(new FfmpegOptions { Filters = filters }, TimeProvider.System).DecodeAsync(
            clip.File!,
            samples =>
            {
                energy += samples.ToArray().Sum(sample => (double)sample * sample);
                return true;
            },
            TestContext.Current.CancellationToken);
        return energy / result.Decoded.TotalSeconds;
    }

    private static int LoudestBand(IReadOnlyList<Spectrogram> excerpts)
    {
        Spectrogram picture = excerpts[0];
        return Enumerable.Range(0, picture.Bands)
            .MaxBy(band => picture.Cells.AsSpan(band * picture.Frames, picture.Frames).ToArray().Average(cell => cell));
    }

    private string In(string name) => Path.Combine(_folder, name);

    private Task<ClipSet> ReadAsync() =>
        new AudioClips(Decoder).ReadAsync(new AudioSource(_folder, null, null), null, TestContext.Current.CancellationToken);

    private Task SineAsync(string name, int hertz, params string[] encoding) =>
        MakeAsync(name, $"sine=frequency={hertz}:sample_rate=44100:duration=3", encoding);

    private async Task MakeAsync(string name, string source, params string[] encoding)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        using Process ffmpeg = Process.Start(new ProcessStartInfo(
            "ffmpeg",
            ["-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-f", "lavfi", "-i", source, .. encoding, $"file:{In(name)}"]))!;
        await ffmpeg.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, ffmpeg.ExitCode);
    }
}
