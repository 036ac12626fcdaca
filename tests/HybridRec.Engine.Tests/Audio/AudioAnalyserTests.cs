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

    [Fact]
    public async Task AnalyseAsync_LongTrack_IsThreeExcerptsAroundTheQuarters()
    {
        // 80 s that are loud only at 20 ± 1, 40 ± 1 and 60 ± 1 s; the middle one is the loudest by 20 dB.
        float[] track = Tone(80, second => second switch
        {
            (>= 19 and < 21) or (>= 59 and < 61) => 0.01f,
            >= 39 and < 41 => 0.1f,
            _ => 0f,
        });

        AudioAnalysis analysis =
            await new AudioAnalyser(new FakeDecoder(TimeSpan.FromSeconds(80), track)).AnalyseAsync("/a.mp3", Token);

        Assert.Equal(3, analysis.Excerpts.Count);
        byte[] loudest = [.. analysis.Excerpts.Select(excerpt => excerpt.Cells.Max())];
        Assert.Equal(255, loudest[1]);
        Assert.InRange(loudest[0], 191 - 2, 191 + 2);
        Assert.InRange(loudest[2], 191 - 2, 191 + 2);
        foreach (Spectrogram excerpt in analysis.Excerpts)
        {
            Assert.Equal(431, excerpt.Frames);
            int[] heard = [.. Enumerable.Range(0, 431).Where(t => excerpt.Cells[(37 * 431) + t] > 100)];
            Assert.Equal(215, (heard[0] + heard[^1]) / 2.0, 3.0);
        }
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
    public async Task AnalyseAsync_TenHours_AnalysesTheFirstPartOnly()
    {
        string path = _folder.File("a.wav");
        TestAudio.SparseWav(path, TimeSpan.FromHours(10));

        AudioAnalysis analysis = await AnalyseAsync(path);

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

        Assert.Equal(3, first.Excerpts.Count);
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

        public string? Complaint { get; init; }

        public bool Stopped { get; private set; }

        public Task<AudioProbe> ProbeAsync(string path, CancellationToken cancellationToken) =>
            Task.FromResult(new AudioProbe(stated, new Dictionary<string, string>(), "mp3", 44_100, 2));

        public Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
        {
            int at = 0;
            while (at < samples.Length && !Stopped)
            {
                int count = Math.Min(10_007, samples.Length - at);
                Stopped = !sink(samples.AsSpan(at, count));
                at += count;
            }

            return Task.FromResult(new DecodeResult(TimeSpan.FromSeconds(at / 22_050.0), Complaint));
        }
    }
}
