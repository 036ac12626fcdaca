using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

/// <summary>Files damaged at random and sound at the edge of what ffmpeg can be fed: an analysis or a reason, never more.</summary>
public sealed class BrokenFilesTests : IDisposable
{
    // HYBRIDREC_FUZZ=500 for a longer run by hand.
    private static readonly int Mutants = int.TryParse(Environment.GetEnvironmentVariable("HYBRIDREC_FUZZ"), out int count) ? count : 40;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnalyseAsync_MutatedFiles_GiveAnAnalysisOrAReason()
    {
        string[] names = ["a.mp3", "a.ogg", "a.opus", "a.m4a", "a.flac", "a.wav", "a.mka", "a.aiff"];
        List<byte[]> originals = [];
        foreach (string name in names)
        {
            await TestAudio.MakeAsync(
                _folder.File(name), "aevalsrc=0.3*sin(880*t)*sin(9*t)|0.2*sin(1320*t):d=3", "-metadata", "title=T", "-metadata", "artist=A");
            originals.Add(await File.ReadAllBytesAsync(_folder.File(name), Token));
        }

        AudioAnalyser analyser = new(new FfmpegDecoder(
            new FfmpegOptions { TimeLimit = TimeSpan.FromSeconds(20) }, TimeProvider.System));
        int usable = 0;
        int bad = 0;
        await Parallel.ForAsync(0, Mutants, Token, async (i, token) =>
        {
            Random random = new(i);
            string path = _folder.File($"{i}{Path.GetExtension(names[i % names.Length])}");
            await File.WriteAllBytesAsync(path, Mutated(originals[i % names.Length], random), token);
            try
            {
                AudioAnalysis analysis = await analyser.AnalyseAsync(path, token);
                Assert.All(analysis.Excerpts, excerpt => Assert.InRange(excerpt.Frames, 1, 2_000));
                Assert.True(analysis.Sound is null || double.IsFinite(analysis.Sound.TempoBpm + analysis.Sound.CentroidHz));
                Interlocked.Increment(ref usable);
            }
            catch (AudioDecodeException error)
            {
                Assert.NotEmpty(error.Reason);
                Assert.DoesNotContain('\n', error.Reason);
                Interlocked.Increment(ref bad);
            }
        });

        TestContext.Current.TestOutputHelper?.WriteLine($"{usable} usable, {bad} bad");
        Assert.Equal(Mutants, usable + bad);
        Assert.InRange(usable, 1, Mutants - 1);
    }

    [Theory]
    [InlineData("mono8k.wav", "sine=440:sample_rate=8000:duration=3", "-ac", "1")]
    [InlineData("5.1.flac", "sine=440:sample_rate=48000:duration=3", "-ac", "6")]
    [InlineData("192k.flac", "sine=440:sample_rate=192000:duration=3", "-ac", "2")]
    [InlineData("second.mp3", "sine=440:sample_rate=44100:duration=1", "-ac", "2")]
    [InlineData("clipped.wav", "aevalsrc=20*sin(2764*t):d=3", "-ac", "2")]
    [InlineData("float.wav", "aevalsrc=100*sin(2764*t):d=3", "-c:a", "pcm_f32le")]
    public async Task AnalyseAsync_UnusualSound_IsMeasured(string name, string source, params string[] encoding)
    {
        await TestAudio.MakeAsync(_folder.File(name), source, encoding);

        AudioAnalysis analysis = await new AudioAnalyser(TestAudio.Decoder).AnalyseAsync(_folder.File(name), Token);

        Assert.NotNull(analysis.Sound);
        Assert.Equal(255, analysis.Excerpts.Max(excerpt => excerpt.Cells.Max()));
        Assert.InRange(analysis.Sound.CentroidHz, 430, 1_500);
    }

    [Fact]
    public async Task AnalyseAsync_DirectCurrent_IsNoCrash()
    {
        await TestAudio.MakeAsync(_folder.File("dc.wav"), "aevalsrc=0.5:d=3");

        AudioAnalysis analysis = await new AudioAnalyser(TestAudio.Decoder).AnalyseAsync(_folder.File("dc.wav"), Token);

        // Heard, if at all, in the lowest bands alone; the loudness filter takes it away.
        Assert.All(analysis.Excerpts, excerpt => Assert.Equal(0, excerpt.Cells[100 * excerpt.Frames]));
        Assert.True(analysis.Sound?.LoudnessLufs is null or < -30);
    }

    [Fact]
    public async Task AnalyseAsync_FileVanishesWhileRead_IsWhatWasReadOrAReason()
    {
        string path = _folder.File("a.wav");
        await TestAudio.MakeAsync(path, "anoisesrc=duration=60:seed=1:sample_rate=44100");
        AudioAnalyser analyser = new(new Vanishing(TestAudio.Decoder));

        Exception? error = await Record.ExceptionAsync(() => analyser.AnalyseAsync(path, Token));

        Assert.False(File.Exists(path));
        Assert.True(error is null or AudioDecodeException, error?.ToString());
    }

    private static byte[] Mutated(byte[] original, Random random)
    {
        byte[] bytes = [.. original];
        switch (random.Next(4))
        {
            case 0:
                // Anywhere, a few bytes.
                for (int i = random.Next(1, 60); i > 0; i--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                return bytes;
            case 1:
                // In the header alone.
                for (int i = random.Next(1, 12); i > 0; i--)
                {
                    bytes[random.Next(Math.Min(bytes.Length, 512))] = (byte)random.Next(256);
                }

                return bytes;
            case 2:
                return bytes[..random.Next(1, bytes.Length)];
            default:
                // A piece taken out or repeated.
                int start = random.Next(bytes.Length);
                int length = random.Next(bytes.Length - start);
                return random.Next(2) == 0
                    ? [.. bytes[..start], .. bytes[(start + length)..]]
                    : [.. bytes[..(start + length)], .. bytes[start..]];
        }
    }

    /// <summary>Truncates and deletes the file at the first samples.</summary>
    private sealed class Vanishing(IAudioDecoder inner) : IAudioDecoder
    {
        public int SampleRate => inner.SampleRate;

        public int Channels => inner.Channels;

        public Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken) =>
            inner.DecodeAsync(
                path,
                samples =>
                {
                    if (File.Exists(path))
                    {
                        using (FileStream file = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
                        {
                            file.SetLength(file.Length / 3);
                        }

                        File.Delete(path);
                    }

                    return sink(samples);
                },
                cancellationToken);
    }
}
