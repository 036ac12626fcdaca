using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using HybridRec.Engine.Audio;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Writes several rendered tracks with one ffmpeg, since starting one costs as much as encoding two tracks.</summary>
internal static class TrackEncoder
{
    public static async Task EncodeAsync(
        IReadOnlyList<PlannedTrack> tracks, string folder, Action onRendered, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("ffmpeg")
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in Arguments(tracks, folder))
        {
            start.ArgumentList.Add(argument);
        }

        using Process ffmpeg = Start(start);
        try
        {
            Task<string> complaint = ffmpeg.StandardError.ReadToEndAsync(cancellationToken);
            Exception? broken = await FeedAsync(ffmpeg, tracks, onRendered, cancellationToken);
            string said = (await complaint).Trim();
            await ffmpeg.WaitForExitAsync(cancellationToken);
            if (ffmpeg.ExitCode != 0 || broken is not null)
            {
                string last = said.Split('\n')[^1];
                throw new TrackEncodeException(folder, last.Length > 0 ? last : $"exit code {ffmpeg.ExitCode}", broken);
            }
        }
        finally
        {
            if (!ffmpeg.HasExited)
            {
                ffmpeg.Kill();
            }
        }
    }

    private static async Task<IOException?> FeedAsync(
        Process ffmpeg, IReadOnlyList<PlannedTrack> tracks, Action onRendered, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream input = ffmpeg.StandardInput.BaseStream;
            foreach (PlannedTrack track in tracks)
            {
                float[] samples = TrackRenderer.Render(track);
                await input.WriteAsync(MemoryMarshal.AsBytes(samples.AsSpan()).ToArray(), cancellationToken);
                onRendered();
            }

            return null;
        }
        catch (IOException closed)
        {
            // ffmpeg gave up and closed its end; what it said on stderr tells why.
            return closed;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new AudioToolMissingException(start.FileName);
        }
        catch (Win32Exception missing)
        {
            throw new AudioToolMissingException(start.FileName, missing);
        }
    }

    private static IEnumerable<string> Arguments(IReadOnlyList<PlannedTrack> tracks, string folder)
    {
        string[] input =
        [
            "-hide_banner", "-loglevel", "error", "-y",
            "-f", "f32le", "-ar", TrackRenderer.SampleRate.ToString(CultureInfo.InvariantCulture), "-ac", "1", "-i", "pipe:0",
        ];
        IEnumerable<string> arguments = input;
        TimeSpan at = TimeSpan.Zero;
        foreach (PlannedTrack track in tracks)
        {
            arguments = arguments.Concat(
            [
                "-map", "0:a", "-ss", Seconds(at), "-t", Seconds(track.Duration),
                "-metadata", $"artist={track.Artist}", "-metadata", $"title={track.Title}", "-metadata", $"album={track.Album}",
                "-fflags", "+bitexact", "-flags:a", "+bitexact", "-threads", "1",
                .. Codec(Path.GetExtension(track.RelativePath)),
                $"file:{Path.Combine(folder, track.RelativePath)}",
            ]);
            at += track.Duration;
        }

        return arguments;
    }

    private static string[] Codec(string extension) => extension switch
    {
        ".mp3" => ["-c:a", "libmp3lame", "-b:a", "64k", "-f", "mp3"],
        ".ogg" => ["-c:a", "libvorbis", "-q:a", "4", "-f", "ogg"],
        ".flac" => ["-c:a", "flac", "-sample_fmt", "s16", "-f", "flac"],
        _ => throw new ArgumentException($"No encoder is known for \"{extension}\" files.", nameof(extension)),
    };

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
