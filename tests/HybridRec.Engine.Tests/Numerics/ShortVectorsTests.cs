using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class ShortVectorsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(29)]
    [InlineData(64)]
    public void AllKernels_AnyLength_EqualTheirScalarTwins(int length)
    {
        Random random = new(length);
        float[] a = Dense.Random(random, length);
        float[] b = Dense.Random(random, length);
        float[] added = [.. b];
        float[] scaled = new float[length];
        float[] summed = [.. b];

        double dot = ShortVectors.Dot(a, b);
        ShortVectors.AddScaled(a, -1.5f, added);
        ShortVectors.ScaleInto(a, 2f, scaled, 0.5f, summed);

        Assert.Equal(a.Zip(b, (x, y) => (double)x * y).Sum(), dot, 1e-5);
        for (int j = 0; j < length; j++)
        {
            Assert.Equal(b[j] - (1.5f * a[j]), added[j], 1e-6f);
            Assert.Equal(2f * a[j], scaled[j]);
            Assert.Equal(b[j] + (0.5f * a[j]), summed[j], 1e-6f);
        }
    }
}
