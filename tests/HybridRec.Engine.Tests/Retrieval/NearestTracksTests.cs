using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Tests.Retrieval;

public sealed class NearestTracksTests
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Fact]
    public void Find_AnyVectors_AgreesWithTheFormula()
    {
        FactorMatrix vectors = Random(130, 12, seed: 5);
        vectors.Row(17).Clear();

        ScoredRow[][] found = NearestTracks.Find(vectors, 7, threads: 2, Token);

        Assert.Empty(found[17]);
        double[] crowding = [.. Enumerable.Range(0, 130).Select(row => Cosines(vectors, row).OrderDescending().Take(20).Average())];
        for (int row = 0; row < 130; row++)
        {
            if (row != 17)
            {
                double[] proximity =
                [
                    .. Enumerable.Range(0, 130).Where(other => other != row && other != 17)
                        .Select(other => (2 * Cosine(vectors, row, other)) - crowding[row] - crowding[other]).OrderDescending().Take(7),
                ];
                Assert.Equal(
                    proximity,
                    found[row].Select(other => (2 * Cosine(vectors, row, other.Row)) - crowding[row] - crowding[other.Row]),
                    (expected, actual) => Math.Abs(expected - actual) < 1e-5);
                Assert.All(found[row], other => Assert.Equal(Cosine(vectors, row, other.Row), other.Score, 1e-5));
            }
        }
    }

    [Fact]
    public void Find_SpaceWithHubs_SpreadsTheNeighbours()
    {
        FactorMatrix vectors = Random(500, 60, seed: 6, offset: 0.5f);

        int[] plain = new int[500];
        for (int row = 0; row < 500; row++)
        {
            foreach (int other in Enumerable.Range(0, 500).Where(other => other != row)
                .OrderByDescending(other => Cosine(vectors, row, other)).Take(10))
            {
                plain[other]++;
            }
        }

        int[] corrected = new int[500];
        foreach (ScoredRow other in NearestTracks.Find(vectors, 10, threads: 0, Token).SelectMany(near => near))
        {
            corrected[other.Row]++;
        }

        Assert.Equal(plain.Sum(), corrected.Sum());
        Assert.True(3 * corrected.Max() < 2 * plain.Max(), $"The greatest hub has {corrected.Max()}, without correction {plain.Max()}.");
        Assert.True(corrected.Count(0.Equals) < plain.Count(0.Equals) / 4);
    }

    [Fact]
    public void Find_AnyThreadCount_FindsTheSame()
    {
        FactorMatrix vectors = Random(300, 8, seed: 7);

        Assert.Equal(
            NearestTracks.Find(vectors, 9, threads: 1, Token), NearestTracks.Find(vectors, 9, threads: 3, Token));
    }

    [Fact]
    public void Links_FewTracks_HoldThePositiveCosines()
    {
        SparseMatrix links = NearestTracks.Links(new FactorMatrix([2, 0, 3, 3, -1, 0, 0, 0], 4, 2), 5, threads: 0, Token);

        Assert.Equal([1L], links.Columns(0).ToArray());
        Assert.Equal(Math.Sqrt(0.5), links[0, 1], 1e-6);
        Assert.True(links.Columns(2).IsEmpty && links.Columns(3).IsEmpty);
    }

    [Fact]
    public void Find_NoneWanted_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestTracks.Find(new FactorMatrix(2, 2), 0, 0, Token));

    private static double[] Cosines(FactorMatrix vectors, int row) =>
        [.. Enumerable.Range(0, vectors.Rows).Where(other => other != row && other != 17).Select(other => row == 17 ? 0 : Cosine(vectors, row, other))];

    private static double Cosine(FactorMatrix vectors, int row, int other) =>
        TensorPrimitives.CosineSimilarity<float>(vectors.Row(row), vectors.Row(other));

    private static FactorMatrix Random(int rows, int rank, int seed, float offset = 0)
    {
        Random random = new(seed);
        FactorMatrix vectors = new(rows, rank);
        foreach (ref float value in vectors.Values.AsSpan())
        {
            value = random.NextGaussian() + offset;
        }

        return vectors;
    }
}
