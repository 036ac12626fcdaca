using System.Globalization;
using HybridRec.Engine.Audio;

namespace HybridRec.Evaluation.Content;

/// <summary>The audit's changes of audio files: decoded anew through ffmpeg's filters, a codec, or added noise.</summary>
/// <param name="options">Where ffmpeg is, and its time limit.</param>
/// <param name="clock">Measures the time limit.</param>
/// <remarks>
/// The files are read from where they are and never written; the re-encoded copy of one is in a temporary folder for as long
/// as it is read.
/// </remarks>
public sealed class AudioTransformations(FfmpegOptions options, TimeProvider clock)
{
    private const double SignalToNoiseDecibels = 20;

    /// <summary>Floating point before a filter, so that what it makes louder is not clipped.</summary>
    private const string Float = "aformat=sample_fmts=fltp";

    /// <summary>All of them in the order of reports.</summary>
    /// <param name="seed">Seed of the noise.</param>
    public IReadOnlyList<ClipTransformation> All(int seed) =>
    [
        Filtered("equaliser-bass", "Bass +12, treble −12 dB", Shelves(12)),
        Filtered("equaliser-treble", "Bass −12, treble +12 dB", Shelves(-12)),

        // Four filters of second order: 48 dB an octave, so that 8 kHz is an edge and not a slope.
        Filtered("low-pass", "Low-pass 8 kHz", string.Join(',', Enumerable.Repeat("lowpass=f=8000", 4))),
        Filtered("gain", "Gain −10 dB", "volume=-10dB"),
        Decoded("noise", "Noise at 20 dB SNR", () => new NoisyDecoder(Decoder(""), SignalToNoiseDecibels, seed)),
        new("mp3-64k", "MP3 at 64 kbit/s", ReencodedAsync),
        Filtered("tempo-faster", "Tempo +6 %", "atempo=1.06"),
        Filtered("tempo-slower", "Tempo −6 %", "atempo=0.94"),
        Filtered("pitch-higher", "Pitch +1 semitone", Pitch(1)),
        Filtered("pitch-lower", "Pitch −1 semitone", Pitch(-1)),
    ];

    private static string Shelves(int bassDecibels) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Float},bass=g={bassDecibels}:f=250:width_type=q:width=0.5,treble=g={-bassDecibels}:f=2500:width_type=q:width=0.5");

    /// <summary>Played at another rate, which shifts pitch and tempo, then the tempo brought back.</summary>
    private static string Pitch(int semitones)
    {
        double ratio = Math.Pow(2, semitones / 12.0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"aresample=44100,asetrate={44_100 * ratio:0},aresample=44100,atempo={1 / ratio:0.000000}");
    }

    private FfmpegDecoder Decoder(string filters) => new(options with { Filters = filters }, clock);

    private ClipTransformation Filtered(string name, string title, string filters) =>
        Decoded(name, title, () => Decoder(filters));

    private static ClipTransformation Decoded(string name, string title, Func<IAudioDecoder> decoder) => new(
        name, title, async (clip, cancellationToken) => await AnalyseAsync(decoder(), clip.File!, cancellationToken));

    private async ValueTask<IReadOnlyList<Spectrogram>?> ReencodedAsync(Clip clip, CancellationToken cancellationToken)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hybridrec-audit-");
        try
        {
            string copy = Path.Combine(folder.FullName, "copy.mp3");
            await Mp3Encoder.EncodeAsync(options, clock, clip.File!, copy, cancellationToken);
            return await AnalyseAsync(Decoder(""), copy, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Spectrogram>?> AnalyseAsync(
        IAudioDecoder decoder, string path, CancellationToken cancellationToken)
    {
        AudioAnalysis analysis =
            await new AudioAnalyser(new UnstatedDuration(decoder), AudioClips.AnalyserOptions).AnalyseAsync(path, cancellationToken);
        return analysis.IsSilent ? null : analysis.Excerpts;
    }

    /// <summary>Hides the duration that a header states: at another tempo the file would look truncated.</summary>
    private sealed class UnstatedDuration(IAudioDecoder inner) : IAudioDecoder
    {
        public int SampleRate => inner.SampleRate;

        public int Channels => inner.Channels;

        public async Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
        {
            DecodeResult result = await inner.DecodeAsync(path, sink, cancellationToken);
            return result with { Probe = result.Probe with { Duration = null } };
        }
    }
}
