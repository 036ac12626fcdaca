using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Tests.Audio;

public sealed class SoundFeaturesTests
{
    private const int Rate = 22_050;
    private static readonly int[] MajorScale = [0, 2, 4, 5, 7, 9, 11];
    private static readonly int[] HarmonicMinorScale = [0, 2, 3, 5, 7, 8, 11];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(72)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(140)]
    [InlineData(174)]
    public async Task Tempo_OfClicks_IsTheirs(double bpm)
    {
        // A short noise a beat, over a held tone.
        Random random = new(1);
        SoundFeatures sound = await MeasureAsync(40, second =>
        {
            double sinceBeat = second % (60 / bpm);
            return (0.02 * Math.Sin(2 * Math.PI * 220 * second)) + (Math.Exp(-sinceBeat * 60) * (random.NextDouble() - 0.5));
        });

        Assert.Equal(bpm, sound.TempoBpm, bpm * 0.015);
        Assert.Equal(bpm / 60, sound.OnsetRate, 0.2 * bpm / 60);
    }

    [Theory]
    [InlineData(0, false, "C major")]
    [InlineData(7, false, "G major")]
    [InlineData(3, false, "D# major")]
    [InlineData(9, true, "A minor")]
    [InlineData(2, true, "D minor")]
    [InlineData(6, true, "F# minor")]
    public async Task Key_OfACadence_IsItsOwn(int tonic, bool minor, string key)
    {
        // I–IV–V–I with three harmonics a note: chords of the scale's degrees, one a second.
        int[] scale = minor ? HarmonicMinorScale : MajorScale;
        int[] degrees = [0, 3, 4, 0];
        SoundFeatures sound = await MeasureAsync(16, second =>
        {
            double sum = 0;
            int root = degrees[(int)second % 4];
            foreach (int step in (int[])[0, 2, 4])
            {
                int degree = root + step;
                int semitones = tonic + scale[degree % 7] + (12 * (degree / 7)) - 9;
                double hz = 220 * Math.Pow(2, semitones / 12.0);
                for (int harmonic = 1; harmonic <= 3; harmonic++)
                {
                    sum += Math.Sin(2 * Math.PI * hz * harmonic * second) / harmonic;
                }
            }

            return 0.1 * sum;
        });

        Assert.Equal(key, sound.Key.ToString());
        Assert.InRange(sound.KeyStrength, 0.6, 1);
    }

    [Fact]
    public async Task Centroid_OfASineOrNoise_IsWhereItsPowerLies()
    {
        Random random = new(2);

        Assert.Equal(2_000, (await MeasureAsync(3, second => 0.3 * Math.Sin(2 * Math.PI * 2_000 * second))).CentroidHz, 5.0);
        Assert.Equal(Rate / 4.0, (await MeasureAsync(3, _ => random.NextDouble() - 0.5)).CentroidHz, 100.0);
    }

    [Fact]
    public async Task Everything_OfRealTracks_IsWithinWhatMusicDoes()
    {
        string folder = SharedData.Require("audio");
        string[] paths = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(AudioFormats.IsAudio).Order().Where((_, i) => i % 12 == 0)];
        AudioAnalyser analyser = new(TestAudio.Decoder);
        foreach (string path in paths)
        {
            SoundFeatures sound = (await analyser.AnalyseAsync(path, Token)).Sound!;

            Assert.InRange(sound.TempoBpm, 40, 240);
            Assert.InRange(sound.LoudnessLufs!.Value, -45, -4);
            Assert.InRange(sound.OnsetRate, 0, 15);
            Assert.InRange(sound.CentroidHz, 60, 6_000);
            Assert.InRange(sound.KeyStrength, 0, 1);
        }
    }

    private static async Task<SoundFeatures> MeasureAsync(double seconds, Func<double, double> wave)
    {
        float[] samples = [.. Enumerable.Range(0, (int)(seconds * Rate)).Select(i => (float)wave(i / (double)Rate))];
        return (await new AudioAnalyser(new MemoryDecoder(samples)).AnalyseAsync("/x", Token)).Sound!;
    }

    /// <summary>Delivers mono samples from memory.</summary>
    private sealed class MemoryDecoder(float[] samples) : IAudioDecoder
    {
        public int SampleRate => Rate;

        public Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
        {
            sink(samples);
            AudioProbe probe = new(null, new Dictionary<string, string>(), "x", Rate, 1);
            return Task.FromResult(new DecodeResult(probe, TimeSpan.FromSeconds(samples.Length / (double)Rate), null));
        }
    }
}
