using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;
using HybridRec.Engine.Numerics;

namespace HybridRec.Benchmarks;

/// <summary>The content network's hot paths. Only the products of its convolutions and dense layers count as useful work.</summary>
internal static class ContentHotPaths
{
    private const int Bands = 128;
    private const double FramesPerSecond = 22_050.0 / 512;

    /// <summary>The first convolution of a crop.</summary>
    public static Timing Product(int rows, int columns, int depth)
    {
        float[] a = Uniform(rows * depth);
        float[] b = Uniform(depth * columns);
        float[] c = new float[rows * columns];
        double seconds = Measure.MedianSeconds(201, () => MatrixProduct.Multiply(
            MatrixView.Dense(a, rows, depth), MatrixView.Dense(b, depth, columns), c, columns, accumulate: false));
        return new Timing(
            $"matrix product ({rows}, {depth}) · ({depth}, {columns})", seconds, 2.0 * rows * depth * columns, "GFLOP/s");
    }

    /// <summary>
    /// Training one member on one core by contrast and tags; that crops are cut, disturbed, normalised and pooled and the
    /// weights moved costs time as well and is not counted as work.
    /// </summary>
    public static Timing Training(ContentArchitectureKind architecture)
    {
        const int Steps = 120;
        ContentOptions options = new()
        {
            Architecture = architecture,
            Members = 1,
            MinSteps = Steps,
            MaxSteps = Steps,
            Threads = 1,
        };
        ContentExample[] examples =
            [.. Enumerable.Range(0, 64).Select(track => new ContentExample([Picture(15, track)], null, 0f, [$"tag {track % 8}"]))];
        double seconds = Measure.MedianSeconds(3, () => Train(options, examples));

        // Backward costs twice forward, but nobody needs the gradient of the input.
        (double first, double all) = ForwardWork(options);
        return new Timing(
            $"training a member, {architecture}: {Steps} steps of {2 * options.BatchSize} crops",
            seconds, ((3 * all) - first) * 2 * options.BatchSize * Steps, "GFLOP/s");
    }

    /// <summary>Embedding one track with the default network.</summary>
    public static Timing Embedding(int seconds)
    {
        ContentOptions options = new() { MinSteps = 1, MaxSteps = 1 };
        Spectrogram picture = Picture(seconds, 1);
        IContentNetwork network = Train(options, [new([picture], null, 0f), new([Picture(seconds, 2)], null, 0f)]);
        float[] embedding = new float[network.EmbeddingSize];
        double windows = Math.Ceiling((double)(picture.Frames / options.FrameStep) / options.CropFrames);
        return new Timing(
            $"embedding {seconds} s of a track, {options.Members} members",
            Measure.MedianSeconds(51, () => network.Embed([picture], embedding)),
            windows * options.Members * ForwardWork(options).All,
            "GFLOP/s");
    }

    private static IContentNetwork Train(ContentOptions options, ContentExample[] examples) =>
        new ManagedContentNetworkFactory(options).Train(examples, default, null, CancellationToken.None);

    private static (double First, double All) ForwardWork(ContentOptions options)
    {
        double[] work =
        [
            .. ContentArchitecture.Trunk(options, PictureReduction.For(options, Bands).Bands(Bands)).Layers
                .Where(layer => layer is TimeConvolution or PictureConvolution)
                .Select(layer => 2.0 * layer.Weights[0].Count * layer.Output.Positions),
        ];
        return (work[0], work.Sum());
    }

    private static Spectrogram Picture(int seconds, int seed)
    {
        int frames = (int)(seconds * FramesPerSecond);
        byte[] cells = new byte[Bands * frames];
        new Random(seed).NextBytes(cells);
        return new Spectrogram(Bands, frames, cells);
    }

    private static float[] Uniform(int count)
    {
        Random random = new(3);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
