using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Reranking;
using HybridRec.Engine.Retrieval;
using HybridRec.Engine.Serving;

namespace HybridRec.Benchmarks;

/// <summary>
/// A playlist of 30 at d = 0.5 for a listener of 2,000 listens of 100 tracks, from generated tracks of 40 kinds: the history added up,
/// fold-in, scores of all tracks in both spaces and by links, generators with drawn places, candidates, re-ranking, reasons of the picks, and the
/// order for listening. All but reading the play log and the catalogue from disk. Work counts the bytes of both spaces as they are read:
/// a byte a value (<c>CoarseItems</c>).
/// </summary>
internal static class ServingHotPaths
{
    private const int Size = 128;
    private const int Kinds = 40;
    private const int Count = 30;
    private const int Listened = 100;
    private const int Listens = 2_000;
    private static readonly User Listener = new(new UserId(1), "listener");

    public static Timing Playlist(int tracks)
    {
        ServingModel model = Model(tracks);
        Random random = new(2);
        long[] ids = [.. Enumerable.Range(0, Listened).Select(_ => random.Next(tracks) + 1L)];
        Listen[] listens =
        [
            .. Enumerable.Range(0, Listens).Select(_ => new Listen(
                Listener.Id, new TrackId(ids[random.Next(Listened)]), DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + random.Next(10_000_000)))),
        ];
        PlaylistRequest request = new() { Count = Count, Arc = Arc.Flat };
        void Make()
        {
            ListenerHistory history = new();
            foreach (Listen listen in listens)
            {
                history.Add(listen);
            }

            GeneratorBandit bandit = new(new(), model.Generators, [], seed: 1);
            using PlaylistDraft draft = new(model, history, request, new RecommenderOptions(), null, new HashSet<TrackId>(), bandit);
            draft.Make();
            Dictionary<TrackId, Track> found = draft.TrackIds().ToDictionary(id => id, Describe);
            if (draft.Finish(Listener, DateTimeOffset.UnixEpoch, found).Entries.Count < Count)
            {
                throw new InvalidOperationException("The list is short.");
            }
        }

        // Until the runtime has compiled the hot loops for good.
        for (int i = 0; i < Math.Min(400, 40_000_000 / tracks); i++)
        {
            Make();
        }

        double seconds = Measure.MedianSeconds(41, Make);
        return new Timing($"playlist of {Count} from {tracks} × {Size}", seconds, 2.0 * tracks * Size, "GB/s");
    }

    /// <summary>What the catalogue would say of a track.</summary>
    private static Track Describe(TrackId id) =>
        new(id, $"artist {id.Value}", $"title {id.Value}", null, null, null, null, [], HasAudio: true)
        {
            Sound = new SoundFeatures(60 + (id.Value % 120), new MusicalKey((int)(id.Value % 12), id.Value % 2 == 0), 1, -20 + (id.Value % 10), 3, 2_000),
        };

    private static ServingModel Model(int tracks)
    {
        Random random = new(1);
        ModelVersion version = new("20260101T000000000Z-00000001");
        float[][] kinds = [.. Enumerable.Range(0, Kinds).Select(_ => Enumerable.Range(0, Size).Select(_ => random.NextGaussian()).ToArray())];
        float[] noise = [.. Enumerable.Range(0, 1 << 16).Select(_ => random.NextGaussian())];
        FactorMatrix blended = new(tracks, Size, version);
        FactorMatrix audio = new(tracks, Size, version);
        ServingTrack[] table = new ServingTrack[tracks];
        for (int row = 0; row < tracks; row++)
        {
            float[] kind = kinds[random.Next(Kinds)];
            float popularity = 100 * MathF.Pow(random.NextSingle(), 2);
            float length = 0.02f + (popularity / 400);
            int one = random.Next(noise.Length - Size);
            int other = random.Next(noise.Length - Size);
            for (int k = 0; k < Size; k++)
            {
                blended.Row(row)[k] = length * (kind[k] + noise[one + k]) / 16;
                audio.Row(row)[k] = (kind[k] + noise[other + k]) / 16;
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
            AudioVariances = [.. Enumerable.Repeat(0.001f, Size)],
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
