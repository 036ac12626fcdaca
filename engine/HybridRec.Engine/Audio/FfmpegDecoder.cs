using System.Globalization;
using System.Runtime.InteropServices;

namespace HybridRec.Engine.Audio;

/// <summary>Decodes with the program ffmpeg through a pipe: no shell, no temporary files.</summary>
/// <remarks>
/// One process a file, which tells tags and duration on standard error before the samples come: starting a program costs
/// about as much as decoding a minute. Files are opened by name, so that formats with their index at the end work; only the
/// file protocol is allowed, so that a file cannot make ffmpeg fetch anything. The exit code of ffmpeg says nothing of a
/// file's integrity (a truncated mp3 gives 0): compare <see cref="DecodeResult.Decoded"/> with <see cref="AudioProbe.Duration"/>.
/// </remarks>
public sealed class FfmpegDecoder : IAudioDecoder
{
    private const int Rate = 22_050;
    private const int Stereo = 2;
    private const int FrameBytes = Stereo * sizeof(float);
    private const int ReadBytes = 64 * 1024;

    // Raw samples have no time stamps; numbering them anew silences complaints about overlapping Vorbis packets. Large pieces
    // through the pipe: with a codec's own small ones, waking up the reader costs a fifth of the decoding.
    private const string Pieces = "asetpts=N/SR/TB,asetnsamples=n=16384:p=0";

    // What a loader or a wrapper script exits with when the program behind it is missing or lacks a library.
    private const int ExitCodeOfMissingProgram = 127;

    private readonly FfmpegOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Creates a decoder; the program is looked for at the first call.</summary>
    /// <param name="options">Where it is, and the time limit.</param>
    /// <param name="clock">Measures the time limit.</param>
    public FfmpegDecoder(FfmpegOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        _options = options;
        _clock = clock;
    }

    /// <inheritdoc/>
    public int SampleRate => Rate;

    /// <inheritdoc/>
    public int Channels => Stereo;

    /// <inheritdoc/>
    /// <remarks>A duration that ffmpeg can only guess from the bit rate is null, and so is a film's.</remarks>
    public async Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentException.ThrowIfNullOrEmpty(path);

        // The prefix keeps ffmpeg from taking a name with a colon or a dash for a protocol or an option.
        string url = $"file:{Path.GetFullPath(path)}";
        string[] arguments =
        [
            "-hide_banner", "-loglevel", "repeat+level+info", "-nostats", "-nostdin", "-threads", "1",
            "-protocol_whitelist", "file", "-i", url, "-map", "0:a:0", "-vn", "-sn", "-dn",
            "-af", _options.Filters.Length == 0 ? Pieces : $"{Pieces},{_options.Filters}",
            "-ac", "2", "-ar", Rate.ToString(CultureInfo.InvariantCulture), "-f", "f32le", "pipe:1",
        ];
        long samples = 0;
        string told = await RunAsync(
            arguments,
            path,
            span =>
            {
                samples += span.Length / Stereo;
                return sink(span);
            },
            cancellationToken);
        return samples > 0 && FfmpegReport.Parse(told) is { } probe
            ? new DecodeResult(probe, TimeSpan.FromSeconds(samples / (double)Rate), FfmpegMessages.Warnings(told, url))
            : throw new AudioDecodeException(path, FfmpegMessages.Reason(told, url));
    }

    private async Task<string> RunAsync(
        string[] arguments, string path, SampleSink sink, CancellationToken cancellationToken)
    {
        ReadableFile.Ensure(path);
        using CancellationTokenSource limit = new(_options.TimeLimit, _clock);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        CancellationToken token = either.Token;
        SampleSink timed = samples =>
        {
            limit.CancelAfter(_options.TimeLimit);
            return sink(samples);
        };
        try
        {
            (int exitCode, string told) = await ToolProcess.RunAsync(
                _options.FfmpegPath, arguments, output => ReadSamples(output, timed, token), token);
            return exitCode == ExitCodeOfMissingProgram
                ? throw new AudioToolMissingException(_options.FfmpegPath)
                : told;
        }
        catch (OperationCanceledException)
            when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            string limitSeconds = _options.TimeLimit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            throw new AudioDecodeException(path, $"decoding stood still for {limitSeconds} s");
        }
        catch (OperationCanceledException error) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
    }

    /// <summary>Cuts a byte stream into samples of both channels; a read may end in the middle of one.</summary>
    /// <returns>False if the sink wants no more, or at the first read that ends after the cancellation.</returns>
    internal static bool ReadSamples(Stream output, SampleSink sink, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ReadBytes];
        int filled = 0;
        int read;
        while ((read = output.Read(buffer, filled, ReadBytes - filled)) > 0)
        {
            filled += read;
            int whole = filled - (filled % FrameBytes);
            if (cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            if (whole > 0 && !sink(MemoryMarshal.Cast<byte, float>(buffer.AsSpan(0, whole))))
            {
                return false;
            }

            buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
            filled -= whole;
        }

        return true;
    }
}
