using System.Numerics.Tensors;

namespace HybridRec.Engine.Audio;

/// <summary>What broken float files hold in a sample's place.</summary>
internal static class Silence
{
    /// <summary>Puts 0 for NaN and infinity.</summary>
    /// <param name="samples">Samples, changed in place.</param>
    public static void InsteadOfNotFinite(Span<float> samples)
    {
        // One sum tells whether there is any; that the sum of finite samples overflows is harmless and never seen.
        if (float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(samples)))
        {
            return;
        }

        foreach (ref float sample in samples)
        {
            sample = float.IsFinite(sample) ? sample : 0f;
        }
    }
}
