using System.ComponentModel;
using System.Diagnostics;
using HybridRec.Engine.Audio;

namespace HybridRec.Evaluation.Content;

/// <summary>Writes a lossy copy of an audio file with ffmpeg: no shell, a time limit, nothing left running.</summary>
internal static class Mp3Encoder
{
    /// <summary>Encodes the first audio stream at 64 kbit/s.</summary>
    /// <exception cref="AudioDecodeException">It can't be decoded or encoded, or took too long.</exception>
    /// <exception cref="AudioToolMissingException">ffmpeg is not installed.</exception>
    public static async Task EncodeAsync(
        FfmpegOptions options, TimeProvider clock, string from, string to, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(options.FfmpegPath,
        [
            "-hide_banner", "-loglevel", "error", "-nostats", "-nostdin", "-y", "-threads", "1",
            "-protocol_whitelist", "file", "-i", $"file:{Path.GetFullPath(from)}", "-map", "0:a:0", "-vn", "-sn", "-dn",
            "-c:a", "libmp3lame", "-b:a", "64k", "-f", "mp3", $"file:{to}",
        ])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        using CancellationTokenSource limit = new(options.TimeLimit, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using Process ffmpeg = Start(start);
        try
        {
            string said = (await ffmpeg.StandardError.ReadToEndAsync(either.Token)).Trim();
            await ffmpeg.WaitForExitAsync(either.Token);
            if (ffmpeg.ExitCode != 0)
            {
                throw new AudioDecodeException(from, $"it can't be encoded ({said.Split('\n')[^1]})");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AudioDecodeException(from, $"encoding took longer than {options.TimeLimit.TotalSeconds:0} s");
        }
        finally
        {
            ffmpeg.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new AudioToolMissingException(start.FileName, error);
        }
    }
}
