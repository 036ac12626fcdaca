using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class AudioAnalyserTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<AudioAnalysis> AnalyseAsync(string path) =>
        new AudioAnalyser(TestAudio.Decoder).AnalyseAsync(path, Token);

    [Fact]
    public async Task AnalyseAsync_ShortTrack_IsOneExcerptRelativeToItsLoudestCell()
    {
        string path = _folder.File("a.flac");
        await TestAudio.SineAsync(path, 3);

        AudioAnalysis analysis = await AnalyseAsync(path);

        Spectrogram picture = Assert.Single(analysis.Excerpts);
        Assert.Equal((128, 1 + (3 * 22_050 / 512)), (picture.Bands, picture.Frames));
        Assert.Equal(3, analysis.Decoded.TotalSeconds, 0.01);
        Assert.False(analysis.IsSilent);
        Assert.Empty(analysis.Warnings);

        // 440 Hz is 6.6 mel, 17.06 steps of 0.3869 mel: the band centred on edge 17, and 255 is the loudest cell.
        Assert.Equal(255, picture.Cells.Max());
        Assert.InRange(picture.Cells[(16 * picture.Frames) + 60], 250, 255);
        Assert.Equal(0, picture.Cells[(100 * picture.Frames) + 60]);
    }

    [Fact]
    public async Task AnalyseAsync_ClipOfThirtySecondsWithPadding_IsWhole()
    {
        FakeDecoder decoder = new(TimeSpan.FromSeconds(30.04), Tone(30.04));

        AudioAnalysis analysis = await new AudioAnalyser(decoder).AnalyseAsync("/a.mp3", Token);

        Assert.Equal(1 + (int)(30.04 * 22_050 / 512), Assert.Single(analysis.Excerpts).Frames);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(700)]
    [InlineData(3_000)]
    public async Task AnalyseAsync_LongTrack_IsSevenExcerptsFromItsBeginningToItsEnd(int seconds)
    {
        // Only one band sounds, and the louder the later: an excerpt's level tells where it comes from.
        float[] track = Tone(seconds, second => (float)Math.Pow(10, -2 * (1 - (second / seconds))));

        AudioAnalysis analysis =
            await new AudioAnalyser(new FakeDecoder(TimeSpan.FromSeconds(seconds), track)).AnalyseAsync("/a.mp3", Token);

        Assert.Equal(7, analysis.Excerpts.Count);
        for (int i = 0; i < 7; i++)
        {
            Spectrogram excerpt = analysis.Excerpts[i];
            Assert.Equal(215, excerpt.Frames);
            int loudest = Enumerable.Range(0, 128).Max(band => excerpt.Cells[(band * 215) + 107]);
            double level = (((loudest / 255.0) - 1) * 80 / 40) + 1;
            double expected = (2.5 + (i * (seconds - 5.0) / 6)) / seconds;

            // Of a track beyond 5 minutes only every so many seconds are there to choose from, except for its ends.
            Assert.Equal(expected, level, i is 0 or 6 || seconds < 300 ? 0.01 : 0.02);
        }
    }

    [Fact]
    public async Task AnalyseAsync_StereoAndMono_HearTheSame()
    {
        float[] mono = Tone(40, second => second < 20 ? 0.1f : 0.5f);
        float[] stereo = [.. mono.SelectMany(sample => new[] { sample * MathF.Sqrt(0.5f), sample * MathF.Sqrt(0.5f) })];

        AudioAnalysis one = await new AudioAnalyser(new FakeDecoder(null, mono)).AnalyseAsync("/a.mp3", Token);
        AudioAnalysis two = await new AudioAnalyser(new FakeDecoder(null, stereo) { Channels = 2 }).AnalyseAsync("/a.mp3", Token);

        Assert.Equal(one.Decoded, two.Decoded);
        Assert.Equal(one.Sound!.LoudnessLufs!.Value, two.Sound!.LoudnessLufs!.Value, 1e-4);
        Assert.All(one.Excerpts.Zip(two.Excerpts), pair =>
            Assert.All(pair.First.Cells.Zip(pair.Second.Cells), cells => Assert.Equal(cells.First, (double)cells.Second, 1.0)));
    }

    [Fact]
    public async Task AnalyseAsync_TruncatedMp3_SaysHowMuchIsLeft()
    {
        string path = _folder.File("a.mp3");
        await TestAudio.SineAsync(path, 20);
        TestAudio.Truncate(path, 0.5);

        AudioDecodeException error = await Assert.ThrowsAsync<AudioDecodeException>(() => AnalyseAsync(path));

        Assert.Matches(@"^truncated: (9\.9|10\.\d) s of 20\.\d s could be decoded$", error.Reason);
    }

    [Theory]
    [InlineData(100, 94.9, true)]
    [InlineData(100, 95.1, false)]
    [InlineData(10, 8.1, false)]
    [InlineData(10, 7.9, true)]
    public async Task AnalyseAsync_LessThanTheHeaderSays_IsTruncatedBeyondFivePercentAndTwoSeconds(
        double stated, double decoded, bool truncated)
    {
        AudioAnalyser analyser = new(new FakeDecoder(TimeSpan.FromSeconds(stated), Tone(decoded)));

        Exception? error = await Record.ExceptionAsync(() => analyser.AnalyseAsync("/a.mp3", Token));

        Assert.Equal(truncated, error is AudioDecodeException);
    }

    [Theory]
    [InlineData("anullsrc")]
    [InlineData("anoisesrc=amplitude=0.00002:color=white:seed=1")]
    public async Task AnalyseAsync_Silence_IsAcceptedAndFlagged(string source)
    {
        string path = _folder.File("a.flac");
        await TestAudio.MakeAsync(path, source, "-t", "3");

        AudioAnalysis analysis = await AnalyseAsync(path);

        Assert.True(analysis.IsSilent);
        Assert.Empty(analysis.Excerpts);
        Assert.Null(analysis.Sound);
        Assert.Equal(["silent"], analysis.Warnings);
        Assert.Equal(3, analysis.Decoded.TotalSeconds, 0.01);
    }

    [Fact]
    public async Task AnalyseAsync_VeryQuietMusic_IsNotSilent()
    {
        string path = _folder.File("a.flac");
        await TestAudio.MakeAsync(path, "anoisesrc=amplitude=0.001:color=white:seed=1", "-t", "2");

        Assert.False((await AnalyseAsync(path)).IsSilent);
    }

    [Fact]
    public async Task AnalyseAsync_OneSecond_IsLongEnough()
    {
        string path = _folder.File("a.mp3");
        await TestAudio.SineAsync(path, 1);

        Assert.Equal(44, Assert.Single((await AnalyseAsync(path)).Excerpts).Frames, 3.0);
    }

    [Fact]
    public async Task AnalyseAsync_HalfASecond_IsTooShort()
    {
        string path = _folder.File("a.flac");
        await TestAudio.SineAsync(path, 0.5);

        AudioDecodeException error = await Assert.ThrowsAsync<AudioDecodeException>(() => AnalyseAsync(path));

        Assert.Equal("too short: 0.5 s, at least 1 s is needed", error.Reason);
    }

    [Fact]
    public async Task AnalyseAsync_BeyondTheLimit_AnalysesTheFirstPartOnly()
    {
        string path = _folder.File("a.wav");
        TestAudio.SparseWav(path, TimeSpan.FromHours(10));

        AudioAnalysis analysis =
            await new AudioAnalyser(TestAudio.Decoder, new AudioAnalyserOptions { MaxAnalysedDuration = TimeSpan.FromMinutes(20) })
                .AnalyseAsync(path, Token);

        Assert.Equal(TimeSpan.FromMinutes(20), analysis.Decoded);
        Assert.Equal(TimeSpan.FromHours(10), analysis.Probe.Duration);
        Assert.Contains("only the first 20 min analysed", analysis.Warnings);
    }

    [Fact]
    public async Task AnalyseAsync_ExactlyTheLimit_IsNotCut()
    {
        AudioAnalyser analyser = new(
            new FakeDecoder(null, Tone(60)), new AudioAnalyserOptions { MaxAnalysedDuration = TimeSpan.FromMinutes(1) });

        AudioAnalysis analysis = await analyser.AnalyseAsync("/a.mp3", Token);

        Assert.Empty(analysis.Warnings);
        Assert.Equal(TimeSpan.FromMinutes(1), analysis.Probe.Duration);
    }

    [Fact]
    public async Task AnalyseAsync_BeyondTheLimitWithoutStatedDuration_LeavesItUnknown()
    {
        FakeDecoder decoder = new(null, Tone(61));
        AudioAnalyser analyser = new(decoder, new AudioAnalyserOptions { MaxAnalysedDuration = TimeSpan.FromMinutes(1) });

        AudioAnalysis analysis = await analyser.AnalyseAsync("/a.mp3", Token);

        Assert.Equal(["only the first 1 min analysed"], analysis.Warnings);
        Assert.Equal(TimeSpan.FromMinutes(1), analysis.Decoded);
        Assert.Null(analysis.Probe.Duration);
        Assert.True(decoder.Stopped);
    }

    [Fact]
    public async Task AnalyseAsync_DecoderComplains_IsAWarning()
    {
        AudioAnalyser analyser = new(new FakeDecoder(null, Tone(2)) { Complaint = "bad frame" });

        Assert.Equal(
            ["the decoder complained: bad frame"], (await analyser.AnalyseAsync("/a.mp3", Token)).Warnings);
    }

    [Fact]
    public async Task AnalyseAsync_SameFileTwice_IsTheSameToTheLastBit()
    {
        string path = _folder.File("a.mp3");
        await TestAudio.MakeAsync(path, "anoisesrc=color=pink:seed=1", "-t", "40");

        AudioAnalysis first = await AnalyseAsync(path);
        AudioAnalysis second = await AnalyseAsync(path);

        Assert.Equal(7, first.Excerpts.Count);
        Assert.Equal(first.Sound, second.Sound);
        Assert.Equal(first.Excerpts.Select(e => e.Cells), second.Excerpts.Select(e => e.Cells));
    }

    [Theory]
    [InlineData("amoebax-data/AngusBackground.mp3")]
    [InlineData("amoebax-data/K.QuitaBackground.ogg")]
    [InlineData("ardentryst/battle.opus")]
    [InlineData("ardentryst/battle2.m4a")]
    [InlineData("ardentryst/Story.flac")]
    public async Task AnalyseAsync_RealTrack_IsWholeAndWithoutWarnings(string name)
    {
        AudioAnalysis analysis = await AnalyseAsync(SharedData.Require($"audio/{name}"));

        Assert.Empty(analysis.Warnings);
        Assert.InRange(Assert.Single(analysis.Excerpts).Frames, 1_290, 1_295);
    }

    [Fact]
    public void Constructor_DecoderOfAnotherRate_Throws() =>
        Assert.Throws<ArgumentException>(() => new AudioAnalyser(new FakeDecoder(null, []) { SampleRate = 44_100 }));

    /// <summary>Samples of a 1 kHz sine whose amplitude depends on the second.</summary>
    private static float[] Tone(double seconds, Func<double, float>? amplitude = null)
    {
        float[] samples = new float[(int)Math.Round(seconds * 22_050)];
        for (int i = 0; i < samples.Length; i++)
        {
            float sine = MathF.Sin(2 * MathF.PI * (1_000L * i % 22_050) / 22_050);
            samples[i] = (amplitude?.Invoke(i / 22_050.0) ?? 0.5f) * sine;
        }

        return samples;
    }

    /// <summary>Delivers samples from memory in uneven pieces.</summary>
    private sealed class FakeDecoder(TimeSpan? stated, float[] samples) : IAudioDecoder
    {
        public int SampleRate { get; init; } = 22_050;

        public int Channels { get; init; } = 1;

        public string? Complaint { get; init; }

        public bool Stopped { get; private set; }

        public Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
        {
            int at = 0;
            while (at < samples.Length && !Stopped)
            {
                int count = Math.Min(10_007 * Channels, samples.Length - at);
                Stopped = !sink(samples.AsSpan(at, count));
                at += count;
            }

            AudioProbe probe = new(stated, new Dictionary<string, string>(), "mp3", 44_100, 2);
            return Task.FromResult(new DecodeResult(probe, TimeSpan.FromSeconds(at / 22_050.0 / Channels), Complaint));
        }
    }
}
