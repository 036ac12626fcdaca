using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace HybridRec.Engine.Audio;

/// <summary>Decodes with the programs ffmpeg and ffprobe through pipes: no shell, no temporary files.</summary>
/// <remarks>
/// One process per call. Files are opened by name, so that formats with their index at the end work; only the file
/// protocol is allowed, so that a file cannot make ffmpeg fetch anything. The exit code of ffmpeg says nothing of a file's
/// integrity (a truncated mp3 gives 0): compare <see cref="DecodeResult.Decoded"/> with <see cref="AudioProbe.Duration"/>.
/// </remarks>
public sealed class FfmpegDecoder : IAudioDecoder
{
    private const int Rate = 22_050;
    private const int MaxProbeBytes = 8 * 1024 * 1024;
    private const int ReadBytes = 64 * 1024;
    private const string Renumber = "asetpts=N/SR/TB";

    // What a loader or a wrapper script exits with when the program behind it is missing or lacks a library.
    private const int ExitCodeOfMissingProgram = 127;

    private readonly FfmpegOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Creates a decoder; the programs are looked for at the first call.</summary>
    /// <param name="options">Where the programs are, and the time limit.</param>
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
    /// <remarks>A duration that ffprobe can only guess from the bit rate is null.</remarks>
    public async Task<AudioProbe> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        string url = Url(path);
        string[] arguments =
        [
            "-hide_banner", "-v", "warning", "-protocol_whitelist", "file", "-select_streams", "a:0",
            "-show_entries", FfmpegProbe.Entries, "-of", "json", url,
        ];
        using MemoryStream json = new();
        (int exitCode, string errors) = await RunAsync(
            _options.FfprobePath, arguments, path, (output, token) => CopyAsync(output, json, token), cancellationToken);
        if (json.Length > MaxProbeBytes)
        {
            throw new AudioDecodeException(path, "its tags are larger than 8 MB");
        }

        if (exitCode != 0)
        {
            throw new AudioDecodeException(path, FfmpegMessages.Reason(errors, url));
        }

        try
        {
            return FfmpegProbe.Parse(
                json.GetBuffer().AsMemory(0, (int)json.Length), FfmpegMessages.DurationIsAGuess(errors))
                ?? throw new AudioDecodeException(path, FfmpegMessages.NoAudioStream);
        }
        catch (JsonException error)
        {
            throw new AudioDecodeException(path, "ffprobe's answer could not be read", error);
        }
        catch (InvalidDataException error)
        {
            throw new AudioDecodeException(path, error.Message, error);
        }
    }

    /// <inheritdoc/>
    public async Task<DecodeResult> DecodeAsync(string path, SampleSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        string url = Url(path);
        string[] arguments =
        [
            "-hide_banner", "-loglevel", "error", "-nostats", "-nostdin", "-threads", "1",
            "-protocol_whitelist", "file", "-i", url, "-map", "0:a:0", "-vn", "-sn", "-dn",

            // Raw samples have no time stamps; numbering them anew silences complaints about overlapping Vorbis packets.
            "-af", _options.Filters.Length == 0 ? Renumber : $"{Renumber},{_options.Filters}",
            "-ac", "1", "-ar", Rate.ToString(CultureInfo.InvariantCulture), "-f", "f32le", "pipe:1",
        ];
        long samples = 0;
        (_, string errors) = await RunAsync(
            _options.FfmpegPath,
            arguments,
            path,
            (output, token) => ReadSamplesAsync(
                output,
                span =>
                {
                    samples += span.Length;
                    return sink(span);
                },
                token),
            cancellationToken);
        return samples > 0
            ? new DecodeResult(TimeSpan.FromSeconds(samples / (double)Rate), FfmpegMessages.Warnings(errors, url))
            : throw new AudioDecodeException(path, FfmpegMessages.Reason(errors, url));
    }

    // The prefix keeps ffmpeg from taking a name with a colon or a dash for a protocol or an option.
    private static string Url(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return $"file:{Path.GetFullPath(path)}";
    }

    private async Task<(int ExitCode, string Errors)> RunAsync(
        string program,
        string[] arguments,
        string path,
        Func<Stream, CancellationToken, Task<bool>> readOutput,
        CancellationToken cancellationToken)
    {
        ReadableFile.Ensure(path);
        using CancellationTokenSource limit = new(_options.TimeLimit, _clock);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            (int exitCode, string errors) = await ToolProcess.RunAsync(program, arguments, readOutput, either.Token);
            return exitCode == ExitCodeOfMissingProgram
                ? throw new AudioToolMissingException(program)
                : (exitCode, errors);
        }
        catch (OperationCanceledException)
            when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            string limitSeconds = _options.TimeLimit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            throw new AudioDecodeException(path, $"decoding took longer than {limitSeconds} s");
        }
        catch (OperationCanceledException error) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
    }

    private static async Task<bool> CopyAsync(Stream output, MemoryStream json, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ReadBytes];
        int read;
        while (json.Length <= MaxProbeBytes && (read = await output.ReadAsync(buffer, cancellationToken)) > 0)
        {
            json.Write(buffer, 0, read);
        }

        return json.Length <= MaxProbeBytes;
    }

    /// <summary>Cuts a byte stream into samples; a read may end in the middle of one.</summary>
    internal static async Task<bool> ReadSamplesAsync(Stream output, SampleSink sink, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ReadBytes];
        int filled = 0;
        int read;
        while ((read = await output.ReadAsync(buffer.AsMemory(filled), cancellationToken)) > 0)
        {
            filled += read;
            int whole = filled - (filled % sizeof(float));
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
