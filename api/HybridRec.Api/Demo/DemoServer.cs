using System.Globalization;
using HybridRec.Engine.Storage;

namespace HybridRec.Api.Demo;

/// <summary>The real server, in this process.</summary>
internal static class DemoServer
{
    private const int PortsTried = 20;

    /// <summary>Starts it at the first free port, on this machine alone, and waits until it is ready.</summary>
    /// <param name="data">What to serve.</param>
    /// <param name="firstPort">First port tried; 0 for any.</param>
    /// <param name="clock">Supplies the time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The server and its address.</returns>
    /// <exception cref="DemoFailedException">No port is free, or it does not get ready.</exception>
    public static async Task<(WebApplication App, Uri Address)> StartAsync(
        DataFolder data, int firstPort, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (int port = firstPort; port < firstPort + PortsTried; port++)
        {
            ApiOptions options = new()
            {
                Urls = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
                Clock = clock,
                LogToConsole = false,
            };
            WebApplication app = await ApiHost.BuildAsync(options, data, cancellationToken);
            try
            {
                await app.StartAsync(cancellationToken);
            }
            catch (Exception taken) when (taken is IOException or System.Net.Sockets.SocketException)
            {
                await app.DisposeAsync();
                continue;
            }

            Uri address = new(app.Urls.First());
            await WaitUntilReadyAsync(address, clock, cancellationToken);
            return (app, address);
        }

        throw new DemoFailedException($"All ports from {firstPort} to {firstPort + PortsTried - 1} are taken.");
    }

    private static async Task WaitUntilReadyAsync(Uri address, TimeProvider clock, CancellationToken cancellationToken)
    {
        using HttpClient http = new() { BaseAddress = address };
        long begun = clock.GetTimestamp();
        while (true)
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            if (clock.GetElapsedTime(begun) > TimeSpan.FromSeconds(20))
            {
                string why = await answer.Content.ReadAsStringAsync(cancellationToken);
                throw new DemoFailedException($"The server did not get ready in 20 s: {why}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken);
        }
    }
}
