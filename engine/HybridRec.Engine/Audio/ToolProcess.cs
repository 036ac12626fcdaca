using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace HybridRec.Engine.Audio;

/// <summary>Runs a program whose output is read through a pipe, and never leaves it behind.</summary>
internal static class ToolProcess
{
    private const int MaxFirstBytes = 256 * 1024;
    private const int MaxLastBytes = 8 * 1024;

    /// <summary>Starts the program without a shell, hands its output to a reader, and waits for it to end.</summary>
    /// <param name="program">Name or path.</param>
    /// <param name="arguments">Arguments, passed as they are.</param>
    /// <param name="readOutput">
    /// Reads standard output at its own pace, on a thread of its own; false kills the program, which is no error.
    /// </param>
    /// <param name="cancellationToken">
    /// Kills the program and what it started. A read that something else keeps waiting is then left to itself.
    /// </param>
    /// <returns>The exit code, and what it wrote to standard error: the first 256 KiB and the last 8 KiB of it.</returns>
    /// <exception cref="AudioToolMissingException">The program cannot be started.</exception>
    public static async Task<(int ExitCode, string Errors)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        Func<Stream, bool> readOutput,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Process process = Start(program, arguments);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<string> errors = ReadEndsAsync(process.StandardError.BaseStream, over.Token);
        try
        {
            // Reads that block: an asynchronous one wakes up two threads for every 32 KB, which takes longer than all that is
            // done with the samples.
            Stream output = process.StandardOutput.BaseStream;
            bool wholly = await Task.Factory
                .StartNew(() => readOutput(output), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(cancellationToken);
            if (!wholly)
            {
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync(cancellationToken);
            string text = await errors;
            return (process.ExitCode, text);
        }
        finally
        {
            // Without effect on a program that has ended. A program that left a child holding its standard error would
            // keep the reading open for ever, hence the cancellation.
            process.Kill(entireProcessTree: true);
            await over.CancelAsync();
            await ((Task)errors).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";
        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception error)
        {
            throw new AudioToolMissingException(program, error);
        }
    }

    private static async Task<string> ReadEndsAsync(Stream stream, CancellationToken cancellationToken)
    {
        using MemoryStream first = new();
        byte[] last = new byte[2 * MaxLastBytes];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(last.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                int kept = Math.Min(length, MaxLastBytes);
                first.Write(last, length - kept, kept);
                return Encoding.UTF8.GetString(first.GetBuffer(), 0, (int)first.Length);
            }

            length += read;
            if (length == last.Length)
            {
                if (first.Length < MaxFirstBytes)
                {
                    first.Write(last, 0, MaxLastBytes);
                }

                Array.Copy(last, MaxLastBytes, last, 0, MaxLastBytes);
                length = MaxLastBytes;
            }
        }
    }
}
