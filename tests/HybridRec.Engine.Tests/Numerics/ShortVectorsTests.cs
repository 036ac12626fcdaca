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

        double dot = ShortVectors.Dot(a, b);
        ShortVectors.AddScaled(a, -1.5f, added);
        ShortVectors.Scale(a, 2f, scaled);

        Assert.Equal(a.Zip(b, (x, y) => (double)x * y).Sum(), dot, 1e-5);
        for (int j = 0; j < length; j++)
        {
            Assert.Equal(b[j] - (1.5f * a[j]), added[j], 1e-6f);
            Assert.Equal(2f * a[j], scaled[j]);
        }
    }

    [Theory]
    [InlineData(0, 1f)]
    [InlineData(1, 1f)]
    [InlineData(2, -1f)]
    [InlineData(19, -1f)]
    public void AddWeightedRows_AnyCount_EqualsTheScalarTwin(int count, float sign)
    {
        const int Length = 48;
        const int Stride = 50;
        Random random = new(count);
        float[] panel = Dense.Random(random, count * Stride);
        float[] before = Dense.Random(random, Length);
        float[] sum = [.. before];

        ShortVectors.AddWeightedRows(panel, Stride, panel.AsSpan(Math.Min(Length, panel.Length)), Stride, count, sign, sum);

        for (int j = 0; j < Length; j++)
        {
            double expected = before[j];
            for (int r = 0; r < count; r++)
            {
                expected += sign * (double)panel[(r * Stride) + Length] * panel[(r * Stride) + j];
            }

            Assert.Equal(expected, sum[j], 1e-5);
        }
    }
}
