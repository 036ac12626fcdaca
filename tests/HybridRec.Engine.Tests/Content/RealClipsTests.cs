using System.Numerics.Tensors;
using System.Text;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;

namespace HybridRec.Engine.Tests.Content;

/// <summary>Hearing on the fault-filtered GTZAN clips, whose parts share no artist: nothing but contrast is learned from.</summary>
public sealed class RealClipsTests
{
    private const int Bands = 128;
    private const int Frames = 387;

    [Fact]
    public void Train_ContrastiveOnly_FindsTheGenreOfUnheardArtistsBetterThanRandomWeightsOrTheMeanSpectrum()
    {
        (Spectrogram[] heard, string[] heardGenres) = Read("train");
        (Spectrogram[] unheard, string[] unheardGenres) = Read("valid");

        double trained = Precision(Train(150, 0.002f));
        double random = Precision(Train(1, 1e-7f));
        double meanSpectrum = Precision(MeanSpectrum);

        // Chance is 0.10.
        Assert.InRange(trained, 0.285, 0.6);
        Assert.InRange(random, 0.15, trained - 0.03);
        Assert.InRange(meanSpectrum, 0.15, trained - 0.03);

        // Of each unheard clip's ten nearest heard ones, the share of the same genre.
        double Precision(Func<Spectrogram, float[]> represent)
        {
            float[][] gallery = [.. heard.Select(represent)];
            return unheard.Select(represent).Select((query, i) =>
                Enumerable.Range(0, gallery.Length)
                    .OrderByDescending(j => TensorPrimitives.CosineSimilarity<float>(query, gallery[j]))
                    .Take(10)
                    .Average(j => heardGenres[j] == unheardGenres[i] ? 1.0 : 0.0)).Average();
        }

        Func<Spectrogram, float[]> Train(int steps, float learningRate)
        {
            // 64 of the clips' thinned frames are five seconds.
            ContentOptions options = new() { FrameStep = 1, Members = 1, BatchSize = 32, CropFrames = 64, MinSteps = steps, MaxSteps = steps, LearningRate = learningRate };
            IContentNetwork network = new ManagedContentNetworkFactory(options).Train(
                [.. heard.Select(SyntheticMusic.Example)], default, null, TestContext.Current.CancellationToken);
            return clip => SyntheticMusic.Embed(network, clip);
        }
    }

    private static float[] MeanSpectrum(Spectrogram clip)
    {
        float[] mean = new float[Bands];
        for (int band = 0; band < Bands; band++)
        {
            mean[band] = (float)clip.Cells.AsSpan(band * Frames, Frames).ToArray().Average(cell => cell);
        }

        return mean;
    }

    /// <summary>Reads uint8 .npy of shape (clips, 128, 387) in C order, and the genres beside it.</summary>
    private static (Spectrogram[] Clips, string[] Genres) Read(string part)
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require($"gtzan-mel/{part}.npy"));
        string[] genres =
            [.. File.ReadLines(SharedData.Require($"gtzan-mel/{part}.tsv")).Skip(1).Select(line => line.Split('\t')[1])];
        int start = 10 + BitConverter.ToUInt16(bytes, 8);
        Assert.Contains($"({genres.Length}, {Bands}, {Frames})", Encoding.ASCII.GetString(bytes, 10, start - 10), StringComparison.Ordinal);
        const int Cells = Bands * Frames;
        Spectrogram[] clips =
        [
            .. Enumerable.Range(0, genres.Length).Select(i =>
                new Spectrogram(Bands, Frames, bytes[(start + (i * Cells))..(start + ((i + 1) * Cells))])),
        ];
        return (clips, genres);
    }
}
