using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Content;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Training;

namespace HybridRec.Engine.Tests.Training;

public sealed class ContentStageTests
{
    [Fact]
    public void CentreRows_HandWorked_SubtractsTheMeanOfHeardRowsAndScalesToUnitLength()
    {
        // The mean of the two heard rows is (2, 2); what remains is ∓(1, −1)/√2. The zero row was not heard.
        FactorMatrix matrix = new([1f, 3f, 0f, 0f, 3f, 1f], 3, 2);

        ContentStage.CentreRows(matrix);

        float half = MathF.Sqrt(0.5f);
        float[] expected = [-half, half, 0f, 0f, half, -half];
        Assert.Equal(expected, matrix.Values, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void CentreRows_OneHeardRow_LeavesItZeroRatherThanNaN()
    {
        FactorMatrix matrix = new([0f, 0f, 3f, 4f], 2, 2);

        ContentStage.CentreRows(matrix);

        Assert.All(matrix.Values, value => Assert.Equal(0f, value));
    }

    [Fact]
    public async Task EmbedAsync_BeginningsAndEnds_AreHeardForFiveSecondsByThemselves()
    {
        IReadOnlyList<Spectrogram>[] tracks =
        [
            [Picture(8 * Second, low: 0..(6 * Second))],
            [Picture(8 * Second, low: (2 * Second)..(8 * Second))],
            [Picture(4 * Second, low: 0..0), Picture(4 * Second, low: 0..(4 * Second))],
            [new Spectrogram(2, 6 * Second, new byte[12 * Second]), Picture(4 * Second, low: 0..0)],
        ];
        TrainingData data = new(
            [.. tracks.Select((_, row) => new TrainingTrack(new TrackId(row + 1), "", null, true))],
            InteractionMatrix.Build(0, tracks.Length, []),
            (row, _) => Task.FromResult<IReadOnlyList<Spectrogram>?>(tracks[row]),
            null);
        ModelVersion version = new("20260101T000000000Z-00000002");

        TrackEmbeddings embeddings = await ContentStage.EmbedAsync(
            new LowShare(), data, version, null, TestContext.Current.CancellationToken);

        // Shares of time that is low, of the first 5 s: 1, 3/5, 0, nothing heard; of the last 5 s: 3/5, 1, 1, 0. Then centred.
        (FactorMatrix intros, FactorMatrix outros) = embeddings.Edges!;
        Assert.Equal([1, 1, -1, 0], Signs(intros));
        Assert.Equal([-1, 1, 1, -1], Signs(outros));
        Assert.All((FactorMatrix[])[embeddings.Whole, intros, outros], matrix => Assert.Equal(version, matrix.Version));
    }

    [Fact]
    public void Given_VectorsFromElsewhere_HaveNoEdges()
    {
        TrainingData data = new(
            [new TrainingTrack(new TrackId(1), "", null, true)],
            InteractionMatrix.Build(0, 1, []),
            (_, _) => throw new InvalidOperationException(),
            null)
        {
            AudioVectors = new FactorMatrix([1f, 2f], 1, 2),
        };

        Assert.Null(ContentStage.Given(data, default)!.Edges);
    }

    private const int Second = 43;

    private static int[] Signs(FactorMatrix matrix) => [.. Enumerable.Range(0, matrix.Rows).Select(row => MathF.Sign(matrix.Row(row)[0]))];

    /// <summary>Two bands, of which the lower one sounds in some frames and the upper one in the others.</summary>
    private static Spectrogram Picture(int frames, Range low)
    {
        byte[] cells = new byte[2 * frames];
        cells.AsSpan(frames).Fill(200);
        (int start, int length) = low.GetOffsetAndLength(frames);
        cells.AsSpan(start, length).Fill(200);
        cells.AsSpan(frames + start, length).Clear();
        return new Spectrogram(2, frames, cells);
    }

    /// <summary>Hears for how great a part of the time the lower band sounds; one axis, and one that is always the same.</summary>
    private sealed class LowShare : IContentNetwork
    {
        public int EmbeddingSize => 2;

        public ModelVersion Version => default;

        public void Embed(IReadOnlyList<Spectrogram> excerpts, Span<float> embedding)
        {
            int frames = excerpts.Sum(excerpt => excerpt.Frames);
            embedding[0] = excerpts.Sum(excerpt => excerpt.Cells.AsSpan(0, excerpt.Frames).Count((byte)200)) / (float)frames;
            embedding[1] = 1;
        }

        public void Save(string path) => throw new NotSupportedException();
    }
}
