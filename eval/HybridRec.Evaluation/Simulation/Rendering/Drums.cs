using System.Numerics.Tensors;

namespace HybridRec.Evaluation.Simulation.Rendering;

/// <summary>Percussion from falling sines and filtered noise.</summary>
internal static class Drums
{
    private const double Rate = Take.SampleRate;

    /// <summary>A bass drum: a sine whose pitch falls.</summary>
    public static void Kick(Span<float> bus, double at, double gain, double fromHz, double toHz, double decay)
    {
        int first = (int)(at * Rate);
        int length = Math.Min((int)(6 * decay * Rate), bus.Length - first);
        double phase = 0;
        double fall = Math.Exp(-1 / (0.03 * Rate));
        double fade = Math.Exp(-1 / (decay * Rate));
        double sweep = 1;
        double level = gain;
        for (int n = 0; n < length; n++)
        {
            phase += 2 * Math.PI * (toHz + ((fromHz - toHz) * sweep)) / Rate;
            bus[first + n] += (float)(level * Math.Sin(phase));
            sweep *= fall;
            level *= fade;
        }
    }

    /// <summary>A burst of noise between two frequencies: hats, shakers, claps, the wires of a snare.</summary>
    public static void Noise(
        Span<float> bus, double at, double gain, double decay, double lowHz, double highHz, Random chance)
    {
        int first = (int)(at * Rate);
        int length = Math.Min((int)(6 * decay * Rate), bus.Length - first);
        if (length <= 0)
        {
            return;
        }

        float[] burst = new float[length];
        WhiteNoise.Add(burst, gain, Math.Exp(-1 / (decay * Rate)), chance);
        Biquad.HighPass(burst, lowHz);
        if (highHz < 0.45 * Rate)
        {
            Biquad.LowPass(burst, highHz);
        }

        TensorPrimitives.Add(bus.Slice(first, length), burst, bus.Slice(first, length));
    }

    /// <summary>A snare: a short tone under noise.</summary>
    public static void Snare(Span<float> bus, double at, double gain, double hz, double decay, Random chance)
    {
        Struck.Play(bus, at, 0.3, hz, 0.6 * gain, new Mode(1, 1, 0.05), new Mode(1.6, 0.5, 0.03));
        Noise(bus, at, 1.4 * gain, decay, 900, 9_000, chance);
    }
}
