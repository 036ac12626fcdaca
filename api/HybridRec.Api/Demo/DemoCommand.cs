using System.CommandLine;
using System.Runtime.InteropServices;
using HybridRec.Api.Commands;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Imports;

namespace HybridRec.Api.Demo;

/// <summary><c>demo</c>: the whole path in one command, from music and listens to playlists over HTTP.</summary>
internal static class DemoCommand
{
    private const int Failure = 1;
    private const int WrongUsage = 2;
    private const int Stopped = 130;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<bool> exit = new("--exit") { Description = "End after the figures instead of serving until Ctrl-C." };
        Option<string> audio = new("--audio") { Description = "Take the music in this folder instead of rendering some.", HelpName = "DIR" };
        Option<string> listens = new("--listens")
        {
            Description = "Take the listens in this file (ListenBrainz, Spotify, Last.fm or a table) instead of simulating some.",
            HelpName = "FILE",
        };
        Option<string> items = new("--items") { Description = "Names the items of a table of listens.", HelpName = "FILE" };
        Option<string> user = new("--user") { Description = "Whose listens they are; for all formats but the table.", HelpName = "NAME" };
        Option<int> seed = new("--seed") { Description = "Seed of all chance.", DefaultValueFactory = _ => 1 };
        Option<bool> keep = new("--keep") { Description = "Keep the demo's folder. With --data it is always kept." };
        Command command = new(
            "demo",
            "Renders a library and simulates listeners (or takes yours), imports, trains both models, serves, submits listens "
            + "over HTTP and prints two playlists with reasons. Ends with 1 if the hybrid fails to beat popularity and chance.")
        {
            exit, audio, listens, items, user, seed, keep,
        };
        command.Validators.Add(result =>
        {
            bool hasListens = result.GetValue(listens) is not null;
            if (!hasListens && (result.GetValue(items) ?? result.GetValue(user)) is not null)
            {
                result.AddError("--items and --user say more about --listens: give that too.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new DemoOptions
            {
                Exit = parsed.GetValue(exit),
                Audio = parsed.GetValue(audio),
                Listens = parsed.GetValue(listens),
                Items = parsed.GetValue(items),
                User = parsed.GetValue(user),
                Seed = parsed.GetValue(seed),
                Keep = parsed.GetValue(keep),
                Data = parsed.GetResult(CommandLine.Data) is { Implicit: false } ? parsed.GetValue(CommandLine.Data) : null,
            },
            Console.Out,
            cancellationToken));
        return command;
    }

    /// <summary>Runs the demonstration in its folder and clears that away.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="output">Takes what it has to say.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task<int> RunAsync(DemoOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PosixSignalRegistration interrupt = StopOn(PosixSignal.SIGINT, stop);
        using PosixSignalRegistration terminate = StopOn(PosixSignal.SIGTERM, stop);
        string folder = options.Data ?? Directory.CreateTempSubdirectory("hybridrec-demo-").FullName;
        try
        {
            return await RunInAsync(folder, options, output, stop.Token);
        }
        catch (ImportRequestException misfit)
        {
            await Console.Error.WriteLineAsync(misfit.Message);
            return WrongUsage;
        }
        catch (Exception problem) when (problem is HybridRecException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return Failure;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return Stopped;
        }
        finally
        {
            if (options.Data is null && !options.Keep)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<int> RunInAsync(
        string folder, DemoOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await using DataFolder data = await DataFolder.OpenAsync(folder, TimeProvider.System, cancellationToken);
        return await new DemoRun(options, data, TimeProvider.System, output).RunAsync(cancellationToken);
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
}
