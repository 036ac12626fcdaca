using System.Diagnostics;
using System.Text;
using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

/// <summary>Makes audio files with ffmpeg, and things that only look like audio files.</summary>
internal static class TestAudio
{
    /// <summary>A sine of 440 Hz at amplitude 1/8, encoded as the file's name asks.</summary>
    public static Task SineAsync(string path, double seconds, params string[] encoding) =>
        MakeAsync(path, FormattableString.Invariant($"sine=frequency=440:sample_rate=44100:duration={seconds}"), encoding);

    /// <summary>Whatever an ffmpeg source filter makes.</summary>
    public static Task MakeAsync(string path, string source, params string[] encoding) => RunAsync(
        "ffmpeg",
        ["-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-f", "lavfi", "-i", source, .. encoding, $"file:{path}"]);

    /// <summary>Keeps the first part of a file.</summary>
    public static void Truncate(string path, double share)
    {
        using FileStream file = File.Open(path, FileMode.Open);
        file.SetLength((long)(file.Length * share));
    }

    /// <summary>A silent 8-bit wav of 8 kHz whose samples are a hole in the file: hours cost no disk.</summary>
    public static void SparseWav(string path, TimeSpan duration)
    {
        uint samples = (uint)(duration.TotalSeconds * 8_000);
        using BinaryWriter writer = new(File.Create(path), Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(36 + samples);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(8_000);
        writer.Write(8_000);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write("data"u8);
        writer.Write(samples);
        writer.BaseStream.SetLength(44 + samples);
    }

    /// <summary>A program for the tests to take for ffmpeg.</summary>
    public static async Task<string> ScriptAsync(string path, string body)
    {
        // Written by a process of its own: were it open for writing here while another test starts a program, that program
        // would hold it open for a moment, and the system refuses to run a file that is open for writing.
        await RunAsync("sh", "-c", "printf '#!/bin/sh\n%s\n' \"$2\" > \"$1\"; chmod +x \"$1\"", "sh", path, body);
        return path;
    }

    /// <summary>Runs a program to its end and expects that it succeeds.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, errors);
    }

    public static FfmpegDecoder Decoder { get; } = new(new FfmpegOptions(), TimeProvider.System);
}
