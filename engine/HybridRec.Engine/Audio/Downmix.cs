using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HybridRec.Engine.Audio;

/// <summary>Makes one channel of two: (left + right) ÷ √2, which keeps the power of channels that have nothing in common.</summary>
/// <remarks>A mono recording that a decoder spread over two channels at 1/√2 each comes back as it was.</remarks>
public static class Downmix
{
    private static readonly Vector512<int> LeftThenRight =
        Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);

    /// <summary>A sink for what a decoder delivers that hands on one channel.</summary>
    /// <param name="channels">Channels of the decoder, see <see cref="IAudioDecoder.Channels"/>: 1 or 2.</param>
    /// <param name="mono">Takes the mono samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">Neither one nor two channels.</exception>
    public static SampleSink To(int channels, SampleSink mono)
    {
        ArgumentNullException.ThrowIfNull(mono);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 2);
        float[] mixed = [];
        return channels == 1 ? mono : stereo =>
        {
            if (mixed.Length < stereo.Length / 2)
            {
                mixed = new float[stereo.Length / 2];
            }

            Span<float> samples = mixed.AsSpan(0, stereo.Length / 2);
            Mix(stereo, samples);
            return mono(samples);
        };
    }

    /// <summary>Computes <c>mono[i] = (stereo[2i] + stereo[2i + 1]) / √2</c>.</summary>
    /// <param name="stereo">Shape (2n), left and right in turn.</param>
    /// <param name="mono">Output, shape (n).</param>
    internal static void Mix(ReadOnlySpan<float> stereo, Span<float> mono)
    {
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref float source = ref MemoryMarshal.GetReference(stereo);
            for (; i <= mono.Length - 8; i += 8)
            {
                Vector512<float> parted = Vector512.Shuffle(Vector512.LoadUnsafe(ref source, (nuint)(2 * i)), LeftThenRight);
                (parted.GetLower() + parted.GetUpper()).CopyTo(mono[i..]);
            }
        }

        for (; i < mono.Length; i++)
        {
            mono[i] = stereo[2 * i] + stereo[(2 * i) + 1];
        }

        TensorPrimitives.Multiply(mono, MathF.Sqrt(0.5f), mono);
    }
}
