using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;

namespace HybridRec.Api.Tests;

/// <summary>
/// A small model of 24 tracks in two tastes: even numbers lie along the first axis, odd ones along the second, in the
/// blended space and by ear. Tracks 0 to 15 have audio; nobody played tracks 12 to 15.
/// </summary>
internal static class TestModel
{
    public const int Tracks = 24;
    public const int WithAudio = 16;
    public const int FirstCold = 12;

    /// <summary>The track whose artist sings along on <see cref="WithGuest"/>.</summary>
    public const int Guest = 6;

    public const int WithGuest = 22;

    public const string First = "20260101T000000000Z-00000001";
    public const string Second = "20260102T000000000Z-00000002";

    /// <summary>Fills the catalogue, publishes the model and makes it the one to serve.</summary>
    public static async Task<TrackId[]> PublishAsync(ApiServer server, string version = First)
    {
        TrackId[] tracks = await AddTracksAsync(server);
        await PublishAsync(server, tracks, version);
        await server.Data.Models.PromoteAsync(new ModelVersion(version), TestContext.Current.CancellationToken);
        return tracks;
    }

    public static async Task<TrackId[]> AddTracksAsync(ApiServer server)
    {
        TrackId[] tracks = new TrackId[Tracks];
        for (int i = 0; i < Tracks; i++)
        {
            byte[]? audio = i < WithAudio ? [.. Enumerable.Range(0, 1_000).Select(n => (byte)(n * (i + 1)))] : null;
            tracks[i] = await server.AddTrackAsync($"Artist {i}", TitleOf(i), audio);
        }

        return tracks;
    }

    private static string TitleOf(int i) => i == WithGuest ? $"Track {i} (feat. Artist {Guest})" : $"Track {i}";

    /// <summary>Publishes the model without promoting it; its parent is the one served, as a training has it.</summary>
    public static async Task<ModelManifest> PublishAsync(ApiServer server, TrackId[] tracks, string version)
    {
        ModelVersion name = new(version);
        ServingModelParts parts = new()
        {
            Version = name,
            Tracks = [.. tracks.Select((track, i) => Describe(track, i))],
            BlendedItems = Matrix(i => Axis(i), name),
            AudioEmbeddings = Matrix(i => i < WithAudio ? Axis(i) : [0, 0], name),
            FoldIn = new ImplicitAlsOptions { Rank = 2 },
        };
        ModelManifest manifest = new()
        {
            Version = version,
            CreatedAt = server.Clock.Now,
            Code = "test",
            Seed = 0,
            Options = JsonSerializer.SerializeToElement(new { }),
            Metrics = new Dictionary<string, double> { ["users"] = 1_234 },
            Parent = (await server.Data.Models.CurrentAsync(TestContext.Current.CancellationToken))?.Value,
        };
        return await server.Data.Models.PublishAsync(
            manifest,
            (folder, _) =>
            {
                ServingBundle.Write(folder, parts);
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until the server serves a version.</summary>
    public static async Task WaitForAsync(ApiServer server, string version)
    {
        while (true)
        {
            using HttpResponseMessage response = await server.Anonymous.GetAsync(
                "/readyz", TestContext.Current.CancellationToken);
            JsonElement ready = await response.JsonAsync();
            if (ready.GetProperty("model").GetProperty("version").GetString() == version)
            {
                return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static ServingTrack Describe(TrackId track, int i)
    {
        int users = i is >= FirstCold and < WithAudio ? 0 : 40 - i;
        return new ServingTrack(
            track,
            ArtistKey.Of($"Artist {i}"),
            i < WithAudio ? "box" : null,
            i < WithAudio,
            Popularity: users == 0 ? 0 : 100 - (3 * i),
            users,
            users / (users + 5f));
    }

    private static float[] Axis(int i) => i % 2 == 0 ? [1, 0.01f * i] : [0.01f * i, 1];

    private static FactorMatrix Matrix(Func<int, float[]> row, ModelVersion version) =>
        new([.. Enumerable.Range(0, Tracks).SelectMany(row)], Tracks, 2, version);
}
