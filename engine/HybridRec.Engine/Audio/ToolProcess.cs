using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace HybridRec.Engine.Audio;

/// <summary>Runs a program whose output is read through a pipe, and never leaves it behind.</summary>
internal static class ToolProcess
{
    private const int MaxErrorBytes = 8 * 1024;

    /// <summary>Starts the program without a shell, hands its output to a reader, and waits for it to end.</summary>
    /// <param name="program">Name or path.</param>
    /// <param name="arguments">Arguments, passed as they are.</param>
    /// <param name="readOutput">Reads standard output at its own pace; false kills the program, which is no error.</param>
    /// <param name="cancellationToken">Kills the program and what it started.</param>
    /// <returns>The exit code, and the last 8 KiB of what it wrote to standard error.</returns>
    /// <exception cref="AudioToolMissingException">The program cannot be started.</exception>
    public static async Task<(int ExitCode, string Errors)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        Func<Stream, CancellationToken, Task<bool>> readOutput,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Process process = Start(program, arguments);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<string> errors = ReadTailAsync(process.StandardError.BaseStream, over.Token);
        try
        {
            if (!await readOutput(process.StandardOutput.BaseStream, cancellationToken))
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

    private static async Task<string> ReadTailAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] tail = new byte[2 * MaxErrorBytes];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(tail.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                int kept = Math.Min(length, MaxErrorBytes);
                return Encoding.UTF8.GetString(tail, length - kept, kept);
            }

            length += read;
            if (length == tail.Length)
            {
                Array.Copy(tail, MaxErrorBytes, tail, 0, MaxErrorBytes);
                length = MaxErrorBytes;
            }
        }
    }
}
