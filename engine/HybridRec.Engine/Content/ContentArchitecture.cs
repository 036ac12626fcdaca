namespace HybridRec.Engine.Content;

/// <summary>
/// The network's layers: convolutions over time with the mel bands as channels, pooling over all time, dense layers
/// (van den Oord, Dieleman &amp; Schrauwen, NIPS 2013), and the map to item factors that exists only while it learns.
/// </summary>
internal static class ContentArchitecture
{
    /// <summary>Names this order of layers in saved files; to be changed with it.</summary>
    public const string Name = "hybridrec-conv1d-1";

    private const int Kernel = 4;
    private const int PoolWidth = 2;

    /// <summary>Crop in, unit-length embedding out.</summary>
    public static LayerStack Trunk(ContentOptions options, int bands)
    {
        List<ILayer> layers = [];
        CropShape shape = new(options.CropFrames, bands);
        CropShape Add(ILayer layer)
        {
            layers.Add(layer);
            return layer.Output;
        }

        shape = Add(new TimeConvolution("convolution1", shape, options.Channels, Kernel));
        shape = Add(new TimeMaxPool("pool1", shape, PoolWidth));
        shape = Add(new Rectifier("rectifier1", shape));
        shape = Add(new TimeConvolution("convolution2", shape, options.Channels, Kernel));
        shape = Add(new TimeMaxPool("pool2", shape, PoolWidth));
        shape = Add(new Rectifier("rectifier2", shape));
        shape = Add(new TimeConvolution("convolution3", shape, 2 * options.Channels, Kernel));
        shape = Add(new Rectifier("rectifier3", shape));
        shape = Add(new GlobalPool("global", shape));
        shape = Add(new TimeConvolution("dense1", shape, options.HiddenSize, 1));
        shape = Add(new Rectifier("rectifier4", shape));
        shape = Add(new TimeConvolution("embedding", shape, options.EmbeddingSize, 1));
        Add(new UnitLength("unit", shape));
        return new LayerStack(layers);
    }

    /// <summary>Embedding in, item factors out, up to their length.</summary>
    public static LayerStack FactorHead(ContentOptions options, int rank) =>
        new([new TimeConvolution("factors", new CropShape(1, options.EmbeddingSize), rank, 1)]);
}
