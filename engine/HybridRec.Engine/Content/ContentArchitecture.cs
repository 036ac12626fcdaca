namespace HybridRec.Engine.Content;

/// <summary>Which layers a network is made of.</summary>
public enum ContentArchitectureKind
{
    /// <summary>Four 3 × 3 convolutions over time and frequency (Simonyan &amp; Zisserman, ICLR 2015).</summary>
    Picture,

    /// <summary>Convolutions over time with the mel bands as channels (van den Oord, Dieleman &amp; Schrauwen, NIPS 2013).</summary>
    Time,

    /// <summary>
    /// Tall filters, of which the best place along frequency counts, then convolutions over time (Pons et al., ISMIR 2018).
    /// </summary>
    TallFilters,
}

/// <summary>The layers of a network, and the maps to targets that exist only while it learns.</summary>
internal static class ContentArchitecture
{
    /// <summary>Names these orders of layers in saved files; to be changed with them.</summary>
    public const string Name = "hybridrec-content-2";

    private const int TallFrames = 5;

    /// <summary>Crop in, unit-length embedding out.</summary>
    /// <param name="options">Kind and sizes.</param>
    /// <param name="bands">Bands of a crop.</param>
    public static LayerStack Trunk(ContentOptions options, int bands)
    {
        Builder layers = new(new CropShape(options.CropFrames, bands, 1), options.Channels);
        switch (options.Architecture)
        {
            case ContentArchitectureKind.Picture:
                layers.Picture(1, 3, 3, keepBands: true).Pool(2, 2).Picture(2, 3, 3, keepBands: true).Pool(2, 2)
                    .Picture(4, 3, 3, keepBands: true).Pool(2, 2).Picture(8, 3, 3, keepBands: true).Pool(1, 1);
                break;
            case ContentArchitectureKind.Time:
                layers.BandsAsChannels().Time(4, 4).Pool(2, 1).Time(4, 4).Pool(2, 1).Time(8, 4).Pool(1, 1);
                break;
            default:
                layers.Picture(4, TallFrames, Math.Max(1, bands / 2), keepBands: false).Pool(1, int.MaxValue)
                    .Time(4, 4).Pool(2, 1).Time(8, 4).Pool(2, 1);
                break;
        }

        return layers.Embedding(options);
    }

    /// <summary>Embedding in, targets out: item factors up to their length, or scores of tags.</summary>
    public static LayerStack Head(string name, int embeddingSize, int targets) =>
        new([new TimeConvolution(name, new CropShape(1, embeddingSize), targets, 1)]);

    /// <summary>Strings layers together; channels are multiples of the width.</summary>
    private sealed class Builder(CropShape shape, int width)
    {
        private readonly List<ILayer> _layers = [];
        private CropShape _shape = shape;
        private int _number;

        public Builder BandsAsChannels()
        {
            _shape = new CropShape(_shape.Frames, _shape.Bands);
            return this;
        }

        public Builder Picture(int widths, int frames, int bands, bool keepBands) =>
            Add(new PictureConvolution($"convolution{++_number}", _shape, widths * width, frames, bands, keepBands));

        public Builder Time(int widths, int frames) =>
            Add(new TimeConvolution($"convolution{++_number}", _shape, widths * width, frames));

        /// <summary>Takes the largest of neighbours, normalises and rectifies; the first shrinks what the others work on.</summary>
        public Builder Pool(int frames, int bands)
        {
            bands = Math.Min(bands, _shape.Bands);
            if (frames * bands > 1)
            {
                Add(new MaxPool($"pool{_number}", _shape, frames, bands));
            }

            return Add(new BatchNormalization($"normalization{_number}", _shape, rectify: true));
        }

        public LayerStack Embedding(ContentOptions options)
        {
            Add(new GlobalPool("global", _shape));
            Add(new Dropout("dropout", _shape, options.Dropout));
            Add(new TimeConvolution("embedding", _shape, options.MemberSize, 1));
            Add(new UnitLength("unit", _shape));
            return new LayerStack(_layers);
        }

        private Builder Add(ILayer layer)
        {
            _layers.Add(layer);
            _shape = layer.Output;
            return this;
        }
    }
}
