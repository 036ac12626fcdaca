using System.CommandLine;
using System.CommandLine.Parsing;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;

namespace HybridRec.Api.Commands;

/// <summary><c>serve</c>: runs the server until Ctrl-C. Also what the program does when no command is named.</summary>
internal static class ServeCommand
{
    /// <summary><c>--urls</c>: where to listen.</summary>
    public static Option<string> Urls { get; } = CreateUrls();

    /// <summary><c>--no-worker</c>: leave the jobs to another process.</summary>
    public static Option<bool> NoWorker { get; } = new("--no-worker")
    {
        Description = "Do not work on jobs in this process; `jobs worker` does in one of its own.",
    };

    /// <summary>Adds the worker to a server's services; set by the program.</summary>
    public static Action<IServiceCollection, DataFolder>? AddWorker { get; set; }

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("serve", "Serve playlists over HTTP until Ctrl-C. The default.");
        command.Options.Add(Urls);
        command.Options.Add(NoWorker);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Serves.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string urls = parsed.GetValue(Urls)!;
        await using DataFolder data = await DataFolder.OpenAsync(
            parsed.GetValue(CommandLine.Data)!, DataFolder.DatabaseOfEnvironment, TimeProvider.System, cancellationToken);
        await using WebApplication app = await ApiHost.BuildAsync(
            new ApiOptions
            {
                Urls = urls,
                AddCompanions = parsed.GetValue(NoWorker) ? null : services => AddWorker?.Invoke(services, data),
            },
            data,
            cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            throw new CannotListenException(urls, error);
        }

        await Console.Out.WriteLineAsync($"Serving {data.Path}{(data.Postgres is { } postgres ? $" ({postgres})" : "")} at {string.Join(", ", app.Urls)} (Ctrl-C ends)");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static Option<string> CreateUrls()
    {
        Option<string> urls = new("--urls")
        {
            Description = "Where to listen, joined by ';'. Put a proxy that speaks TLS before anything but this machine.",
            HelpName = "URLS",
            DefaultValueFactory = _ => ApiOptions.DefaultUrls,
        };
        urls.Validators.Add(EnsureUrls);
        return urls;
    }

    private static void EnsureUrls(OptionResult result)
    {
        foreach (string url in (result.GetValueOrDefault<string>() ?? "").Split(';'))
        {
            // Kestrel also takes '*' and '+' for any address, which no URI parser does.
            string parsable = url.Replace("://*", "://any", StringComparison.Ordinal)
                .Replace("://+", "://any", StringComparison.Ordinal);
            if (!Uri.TryCreate(parsable, UriKind.Absolute, out Uri? uri)
                || uri.Scheme != Uri.UriSchemeHttp
                || uri.PathAndQuery != "/")
            {
                result.AddError($"--urls: \"{url}\" is not an address like http://127.0.0.1:5080.");
            }
        }
    }
}

/// <summary>The address to listen on is taken or not this machine's.</summary>
internal sealed class CannotListenException(string urls, Exception inner)
    : HybridRecException($"Cannot listen on {urls}: {inner.Message.TrimEnd('.')}. Choose another address with --urls.", inner);
