using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Tests.Numerics;

public sealed class SymmetricUpdateTests
{
    [Theory]
    [InlineData(16, 0, 1f)]
    [InlineData(16, 1, 1f)]
    [InlineData(48, 17, -1f)]
    [InlineData(64, 64, 1f)]
    [InlineData(80, 3, -1f)]
    public void Accumulate_AnyShapeAndWidth_EqualsTheScalarTwin(int order, int count, float sign)
    {
        Random random = new(order + count);
        int stride = order + 5;
        int panelStride = order + 3;
        float[] a = Dense.Random(random, order * stride);
        float[] panel = Dense.Random(random, count * panelStride);
        foreach (bool wide in new[] { true, false })
        {
            float[] sum = [.. a];

            SymmetricUpdate.Accumulate(sum, stride, order, panel, panelStride, count, sign, wide);

            for (int i = 0; i < order; i++)
            {
                for (int j = i; j < order; j++)
                {
                    double expected = a[(i * stride) + j];
                    for (int r = 0; r < count; r++)
                    {
                        expected += sign * (double)panel[(r * panelStride) + i] * panel[(r * panelStride) + j];
                    }

                    Assert.Equal(expected, sum[(i * stride) + j], 1e-5 * (1 + count));
                }

                Assert.Equal(a[((i * stride) + order)..((i + 1) * stride)], sum[((i * stride) + order)..((i + 1) * stride)]);
            }
        }
    }
}
