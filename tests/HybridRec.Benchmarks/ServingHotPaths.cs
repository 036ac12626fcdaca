using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Retrieval;
using HybridRec.Engine.Serving;

namespace HybridRec.Benchmarks;

/// <summary>
/// A playlist of 30 at d = 0.5 for a listener of 100 tracks, from generated tracks of 40 kinds: fold-in, scores of all tracks in
/// both spaces and by links, generators, candidates, re-ranking, and the reasons of the picks; all but reading the history and the
/// catalogue. Work counts the bytes of both spaces' vectors.
/// </summary>
internal static class ServingHotPaths
{
    private const int Size = 128;
    private const int Kinds = 40;
    private const int Count = 30;

    public static Timing Playlist(int tracks)
    {
        ServingModel model = Model(tracks);
        ListenerHistory history = new();
        Random random = new(2);
        for (int i = 0; i < 100; i++)
        {
            history.Add(new PlayCount(new UserId(1), new TrackId(random.Next(tracks) + 1), 1 + random.Next(20)), 1_700_000_000 + random.Next(10_000_000));
        }

        PlaylistRequest request = new() { Count = Count };
        void Make()
        {
            using PlaylistDraft draft = new(model, history, request, new RecommenderOptions(), null, new HashSet<TrackId>());
            draft.Make();
            if (draft.TrackIds().Count < Count)
            {
                throw new InvalidOperationException("The list is short.");
            }
        }

        // Until the runtime has compiled the hot loops for good.
        for (int i = 0; i < 400; i++)
        {
            Make();
        }

        double seconds = Measure.MedianSeconds(41, Make);
        return new Timing($"playlist of {Count} from {tracks} × {Size}", seconds, 2.0 * 4 * tracks * Size, "GB/s");
    }

    private static ServingModel Model(int tracks)
    {
        Random random = new(1);
        ModelVersion version = new("20260101T000000000Z-00000001");
        float[][] kinds = [.. Enumerable.Range(0, Kinds).Select(_ => Enumerable.Range(0, Size).Select(_ => random.NextGaussian()).ToArray())];
        FactorMatrix blended = new(tracks, Size, version);
        FactorMatrix audio = new(tracks, Size, version);
        ServingTrack[] table = new ServingTrack[tracks];
        for (int row = 0; row < tracks; row++)
        {
            float[] kind = kinds[random.Next(Kinds)];
            float popularity = 100 * MathF.Pow(random.NextSingle(), 2);
            float length = 0.02f + (popularity / 400);
            for (int k = 0; k < Size; k++)
            {
                blended.Row(row)[k] = length * (kind[k] + random.NextGaussian()) / 16;
                audio.Row(row)[k] = (kind[k] + random.NextGaussian()) / 16;
            }

            table[row] = new ServingTrack(
                new TrackId(row + 1), $"artist {random.Next((tracks / 8) + 1)}", null, true, popularity, (int)(3 * popularity) + 1, 0.9f)
            {
                RelativeScale = 1 / (length + 0.1f),
                RelativeOffset = -0.1f,
            };
        }

        ServingModelParts parts = new()
        {
            Version = version,
            Tracks = table,
            BlendedItems = blended,
            AudioEmbeddings = audio,
            FoldIn = new ImplicitAlsOptions { Rank = Size },
            Links = Links(random, tracks, 200),
            EarLinks = Links(random, tracks, 100),
            LiftLinks = Links(random, tracks, 100),
            Relevance = new RelevanceWeights(0.7f, 0.5f, 0.2f),
        };
        ModelManifest manifest = new()
        {
            Version = version.Value,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Code = "benchmark",
            Seed = 0,
            Options = JsonSerializer.SerializeToElement(new { }),
            Metrics = new Dictionary<string, double>(),
        };
        return new ServingModel(manifest, parts);
    }

    private static SparseMatrix Links(Random random, int tracks, int each)
    {
        long[] starts = new long[tracks + 1];
        long[] columns = new long[(long)tracks * each];
        float[] values = new float[columns.Length];
        for (int row = 0; row < tracks; row++)
        {
            // One in each of equal stretches: ascending without sorting.
            for (int at = 0; at < each; at++)
            {
                columns[((long)row * each) + at] = ((long)at * tracks / each) + random.Next(tracks / each);
                values[((long)row * each) + at] = random.NextSingle();
            }

            starts[row + 1] = (row + 1L) * each;
        }

        return new SparseMatrix(starts, columns, values, tracks);
    }
}
