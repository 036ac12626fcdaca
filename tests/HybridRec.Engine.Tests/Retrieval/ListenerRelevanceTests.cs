using HybridRec.Engine.Factorization;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Tests.Retrieval;

public sealed class ListenerRelevanceTests
{
    private const int Tracks = 40;
    private static readonly ModelVersion Version = new("20260101T000000000Z-00000001");
    private static readonly Evidence[] History = [new(3, 2, 1), new(7, 1.5f, 0.5f), new(11, 4, 1), new(20, 1, 0)];

    [Fact]
    public void ScoreAll_AllParts_IsTheirSumSpelledOut()
    {
        RelevanceSpace space = Space(new RelevanceWeights(0.6f, 0.8f, 0.3f));
        ListenerRelevance relevance = space.Of(History);
        float[] scores = new float[Tracks];
        relevance.ScoreAll(scores);

        float[] x = space.Blended.Fold(History).Factors;
        double[] s = [.. Enumerable.Range(0, Tracks).Select(row => (double)Dot(x, space.Blended.Items.Row(row)))];
        double[] z = [.. s.Select((score, row) => (score * space.RelativeScales[row]) + space.RelativeOffsets[row])];
        double[] l = [.. Enumerable.Range(0, Tracks).Select(row => History.Sum(piece => piece.Preference * (double)space.Links![piece.Row, row]))];
        float[] p = space.Audio!.Fold([.. History.Where(piece => space.AudioNorms[piece.Row] > 0)]).Factors;
        double[] a = [.. Enumerable.Range(0, Tracks).Select(row => (double)Dot(p, space.Audio.Items.Row(row)))];
        double heard = History.Where(piece => space.AudioNorms[piece.Row] > 0).Sum(piece => piece.Confidence * piece.Preference)
            / History.Sum(piece => piece.Confidence * piece.Preference);
        double[] audioOf = [.. a.Where((_, row) => space.AudioNorms[row] > 0)];
        for (int row = 0; row < Tracks; row++)
        {
            double expected = (s[row] / Rms(s)) + (0.6 * z[row] / Rms(z)) + (0.8 * l[row] / Rms(l)) + (0.3 * heard * a[row] / Rms(audioOf));
            Assert.Equal(expected, scores[row], 2e-4);
            (float blend, float relative, float links, float audio) = relevance.Parts(row);
            Assert.Equal(scores[row], blend + relative + links + audio, 1e-4);
        }
    }

    [Fact]
    public void AddContributions_AllParts_SumToTheScoreAndGiveNothingToWhatSpeaksAgainst()
    {
        ListenerRelevance relevance = Space(new RelevanceWeights(0.6f, 0.8f, 0.3f)).Of(History);
        float[] scores = new float[Tracks];
        relevance.ScoreAll(scores);
        for (int row = 0; row < Tracks; row++)
        {
            float[] shares = new float[History.Length];
            relevance.AddContributions(row, shares);

            Assert.Equal(scores[row], shares.Sum(), 1e-3);
            Assert.Equal(0, shares[3], 1e-6);
        }
    }

    [Fact]
    public void ScoreAll_OnlyPlaysThatOnlyTheEarKnows_IsTheEarAlone()
    {
        RelevanceSpace space = Space(new RelevanceWeights(0.6f, 0.8f, 0.02f), blendedFrom: 10);
        ListenerRelevance relevance = space.Of([new(4, 1, 1)]);
        float[] scores = new float[Tracks];
        relevance.ScoreAll(scores);

        Assert.True(relevance.HasTaste);
        Assert.Contains(scores, score => score > 0);
        Assert.Equal(0, relevance.Parts(30).Blend);
    }

    [Fact]
    public void New_LinksOfAnotherSize_ThrowsStatingIt() => Assert.Contains(
        "links (2, 2)",
        Assert.Throws<ArgumentException>(() => new RelevanceSpace(
            new FoldIn(new FactorMatrix(new float[3], 3, 1, Version), default, new ImplicitAlsOptions { Rank = 1 }),
            new float[3],
            new float[3],
            new SparseMatrix([0, 0, 0], [], [], 2),
            null,
            RelevanceWeights.Standard)).Message);

    private static RelevanceSpace Space(RelevanceWeights weights, int blendedFrom = 0)
    {
        Random random = new(9);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        FactorMatrix blended = new(Values(Tracks * 4), Tracks, 4, Version);
        FactorMatrix audio = new(Values(Tracks * 3), Tracks, 3, Version);
        audio.Row(7).Clear();
        for (int row = 0; row < blendedFrom; row++)
        {
            blended.Row(row).Clear();
        }

        SparseMatrix links = new(
            [.. Enumerable.Range(0, Tracks + 1).Select(row => (long)row * 2)],
            [.. Enumerable.Range(0, Tracks).SelectMany(row => new long[] { row / 2, (row / 2) + 15 })],
            Values(Tracks * 2),
            Tracks);
        return new RelevanceSpace(
            new FoldIn(blended, default, new ImplicitAlsOptions { Rank = 4 }),
            Values(Tracks),
            Values(Tracks),
            links,
            EarSpace.Of(audio),
            weights);
    }

    private static float Dot(float[] x, ReadOnlySpan<float> y) => System.Numerics.Tensors.TensorPrimitives.Dot<float>(x, y);

    private static double Rms(double[] values) => Math.Sqrt(values.Average(value => value * value));
}
