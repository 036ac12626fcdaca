using System.Globalization;
using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class FfmpegDecoderTests : IDisposable
{
    private static readonly string[] Tags =
        ["-metadata", "title=Jóga", "-metadata", "artist=Björk", "-metadata", "genre=Pop"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static FfmpegDecoder Decoder => TestAudio.Decoder;

    [Theory]
    [InlineData("a.mp3", "mp3")]
    [InlineData("a.ogg", "vorbis")]
    [InlineData("a.opus", "opus")]
    [InlineData("a.m4a", "aac")]
    [InlineData("a.flac", "flac")]
    [InlineData("a.wav", "pcm_s16le")]
    public async Task DecodeAsync_EachFormat_ReadsTagsDurationAndFormat(string name, string codec)
    {
        string path = _folder.File(name);
        await TestAudio.SineAsync(path, 2, Tags);

        AudioProbe probe = (await Decoder.DecodeAsync(path, _ => true, Token)).Probe;

        Assert.Equal(codec, probe.Codec);
        Assert.Equal(2, probe.Duration!.Value.TotalSeconds, 0.1);
        Assert.Equal(codec == "opus" ? 48_000 : 44_100, probe.SampleRate);
        Assert.Equal(1, probe.Channels);
        Assert.Equal("Jóga", probe.Tags["title"]);
        Assert.Equal("Björk", probe.Tags["artist"]);
        Assert.Equal("Pop", probe.Tags["genre"]);
    }

    [Fact]
    public async Task DecodeAsync_WithFilters_DeliversWhatTheyMake()
    {
        string path = _folder.File("a.wav");
        await TestAudio.SineAsync(path, 2);
        FfmpegDecoder faster = new(new FfmpegOptions { Filters = "atempo=2,volume=0.5" }, TimeProvider.System);
        List<float> samples = [];

        DecodeResult result = await faster.DecodeAsync(path, Downmix.To(2, Keep(samples)), Token);

        Assert.Equal(1, result.Decoded.TotalSeconds, 0.1);
        Assert.InRange(samples.Max(), 0.055f, 0.07f);
    }

    [Theory]
    [InlineData("a.mp3")]
    [InlineData("a.ogg")]
    [InlineData("a.opus")]
    [InlineData("a.m4a")]
    [InlineData("a.flac")]
    [InlineData("a.wav")]
    public async Task DecodeAsync_EachFormat_DeliversTheSine(string name)
    {
        string path = _folder.File(name);
        await TestAudio.SineAsync(path, 2, "-ac", "2");
        List<float> samples = [];

        DecodeResult result = await Decoder.DecodeAsync(path, Downmix.To(2, Keep(samples)), Token);

        Assert.Equal(2, result.Decoded.TotalSeconds, 0.1);
        Assert.Equal(samples.Count / 22_050.0, result.Decoded.TotalSeconds, 1e-6);
        Assert.Null(result.Warnings);

        // Amplitude 1/8 has root mean square 0.0884, and 440 Hz crosses zero 880 times a second.
        float[] second = [.. samples.Skip(11_025).Take(22_050)];
        Assert.Equal(0.0884, Math.Sqrt(second.Average(sample => sample * (double)sample)), 0.005);
        Assert.Equal(880, second.Zip(second.Skip(1)).Count(pair => pair.First < 0 != pair.Second < 0), 4.0);
    }

    [Theory]
    [InlineData("quote \" and 'apostrophe'.mp3")]
    [InlineData("-y.mp3")]
    [InlineData("new\nline.mp3")]
    [InlineData("Ünïcode 音楽 🎵.mp3")]
    [InlineData("http:host.mp3")]
    [InlineData("concat:a|b.mp3")]
    [InlineData("%d $HOME `id` ; &.mp3")]
    [InlineData(" .mp3")]
    public async Task DecodeAsync_AwkwardFileName_IsJustAName(string name)
    {
        await TestAudio.SineAsync(_folder.File("plain.mp3"), 1, Tags);
        File.Move(_folder.File("plain.mp3"), _folder.File(name));

        DecodeResult result = await Decoder.DecodeAsync(_folder.File(name), _ => true, Token);

        Assert.Equal("Jóga", result.Probe.Tags["title"]);
        Assert.Equal(1, result.Decoded.TotalSeconds, 0.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public async Task DecodeAsync_AnyChannels_AreTwoWhoseMixIsAsLoudAsTheMonoSource(int channels)
    {
        string path = _folder.File("a.wav");
        await TestAudio.SineAsync(path, 2, "-ac", channels.ToString(CultureInfo.InvariantCulture));
        List<float> both = [];
        List<float> mono = [];

        DecodeResult result = await Decoder.DecodeAsync(path, Keep(both), Token);
        await Decoder.DecodeAsync(path, Downmix.To(2, Keep(mono)), Token);

        Assert.Equal(channels, result.Probe.Channels);
        Assert.Equal(both.Count, 2 * mono.Count);
        Assert.Equal(0.0884, Math.Sqrt(mono.Average(sample => sample * (double)sample)), 0.002);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1_001)]
    public void Mix_AnyLength_IsTheSumOverTheRootOfTwo(int frames)
    {
        Random random = new(frames);
        float[] stereo = [.. Enumerable.Range(0, 2 * frames).Select(_ => random.NextSingle() - 0.5f)];
        float[] mono = new float[frames];

        Downmix.Mix(stereo, mono);

        Assert.All(Enumerable.Range(0, frames), i =>
            Assert.Equal((stereo[2 * i] + stereo[(2 * i) + 1]) / Math.Sqrt(2), mono[i], 1e-6));
    }

    [Fact]
    public async Task DecodeAsync_NoDurationInTheHeader_IsNull()
    {
        string path = _folder.File("a.mp3");
        await TestAudio.SineAsync(path, 2, "-write_xing", "0");

        Assert.Null((await Decoder.DecodeAsync(path, _ => true, Token)).Probe.Duration);
    }

    [Fact]
    public async Task DecodeAsync_CoverPicture_IsLeftAlone()
    {
        string path = _folder.File("a.mp3");
        await TestAudio.SineAsync(
            path, 1, "-f", "lavfi", "-i", "color=red:size=16x16:rate=1:duration=1", "-map", "0:a", "-map", "1:v",
            "-c:v", "png", "-frames:v", "1", "-disposition:v", "attached_pic");

        DecodeResult result = await Decoder.DecodeAsync(path, _ => true, Token);

        Assert.Equal("mp3", result.Probe.Codec);
        Assert.Equal(1, result.Probe.Duration!.Value.TotalSeconds, 0.1);
        Assert.Equal(1, result.Decoded.TotalSeconds, 0.1);
    }

    [Fact]
    public async Task DecodeAsync_SinkHasEnough_StopsWithoutError()
    {
        string path = _folder.File("a.wav");
        TestAudio.SparseWav(path, TimeSpan.FromHours(1));
        int calls = 0;

        DecodeResult result = await Decoder.DecodeAsync(path, _ => ++calls < 3, Token);

        Assert.Equal(3, calls);
        Assert.InRange(result.Decoded.TotalSeconds, 0.001, 10);
    }

    [Fact]
    public async Task DecodeAsync_SinkThrows_PassesItOn()
    {
        string path = _folder.File("a.wav");
        TestAudio.SparseWav(path, TimeSpan.FromHours(1));

        await Assert.ThrowsAsync<NotSupportedException>(
            () => Decoder.DecodeAsync(path, _ => throw new NotSupportedException(), Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(65_535)]
    public void ReadSamples_ReadsOfAnyLength_GiveTheSamples(int bytesPerRead)
    {
        byte[] bytes = new byte[4 * 30_000];
        float[] expected = [.. Enumerable.Range(0, 30_000).Select(i => i / 7f)];
        Buffer.BlockCopy(expected, 0, bytes, 0, bytes.Length);
        List<float> samples = [];

        bool ended = FfmpegDecoder.ReadSamples(new Dribble(bytes, bytesPerRead), Keep(samples), Token);

        Assert.True(ended);
        Assert.Equal(expected, samples);
    }

    internal static SampleSink Keep(List<float> samples) => span =>
    {
        samples.AddRange(span);
        return true;
    };

    /// <summary>A pipe that hands out at most so many bytes at once.</summary>
    private sealed class Dribble(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(most, count));
    }
}
