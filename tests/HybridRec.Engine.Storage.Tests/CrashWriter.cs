using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What the child process of a crash test does until <c>kill -9</c>: writes, and says what is safely stored.</summary>
internal static class CrashWriter
{
    public const string AppendMode = "--append-until-killed";
    public const string PublishMode = "--publish-until-killed";
    public const int BatchSize = 50;

    /// <summary>Starts this program again as a writer.</summary>
    public static Process Start(string mode, string folder) => Process.Start(new ProcessStartInfo
    {
        FileName = Environment.ProcessPath!,
        ArgumentList = { mode, folder },
        RedirectStandardOutput = true,
    })!;

    /// <summary>Appends batch after batch; prints each batch's number once it is stored.</summary>
    public static async Task<int> AppendAsync(string folder)
    {
        await using DataFolder data = await DataFolder.OpenAsync(folder, TimeProvider.System, CancellationToken.None);
        UserId user = await data.PlayLog.GetOrAddUserAsync("child", CancellationToken.None);
        for (int batch = 0; ; batch++)
        {
            IReadOnlyList<TrackId> tracks = await data.Catalogue.ResolveAsync(
                [.. Enumerable.Range(0, BatchSize).Select(i => Described(batch, i))], CancellationToken.None);
            Listen[] listens =
            [
                .. tracks.Select((track, i) =>
                    new Listen(user, track, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + (batch * BatchSize) + i))),
            ];
            await data.PlayLog.AppendAsync(listens, CancellationToken.None);
            Console.WriteLine(batch.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Publishes a model that never gets finished; says when its first file is written.</summary>
    public static async Task<int> PublishAsync(string folder)
    {
        await using DataFolder data = await DataFolder.OpenAsync(folder, TimeProvider.System, CancellationToken.None);
        await data.Models.PublishAsync(Manifest("killed"), WriteAsync, CancellationToken.None);
        return 1;

        static async Task WriteAsync(string aside, CancellationToken cancellationToken)
        {
            await File.WriteAllTextAsync(Path.Combine(aside, "half.bin"), "half", cancellationToken);
            Console.WriteLine("writing");
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    public static ModelManifest Manifest(string version) => new()
    {
        Version = new ModelVersion(version).Value,
        CreatedAt = new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.Zero),
        Code = Assembly.GetExecutingAssembly().GetName().Version!.ToString(),
        Seed = 7,
        Options = JsonSerializer.SerializeToElement(new { als = new { rank = 64 } }),
        Metrics = new Dictionary<string, double> { ["users"] = 3, ["unmeasured"] = double.NaN },
    };

    private static TrackDescription Described(int batch, int i) => new()
    {
        Artist = "Child",
        Title = string.Create(CultureInfo.InvariantCulture, $"Track {batch} {i}"),
    };
}
