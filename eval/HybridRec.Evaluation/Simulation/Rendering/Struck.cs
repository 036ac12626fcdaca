namespace HybridRec.Evaluation.Simulation.Rendering;

/// <summary>One mode of something struck.</summary>
/// <param name="Ratio">Its frequency as a multiple of the note's.</param>
/// <param name="Amplitude">Its level at the stroke.</param>
/// <param name="Seconds">Time until it has fallen to 1/e.</param>
internal readonly record struct Mode(double Ratio, double Amplitude, double Seconds);

/// <summary>Strings and bars that are struck and ring out: a sum of damped sines.</summary>
internal static class Struck
{
    /// <summary>Adds one note to a bus.</summary>
    /// <param name="bus">Where to.</param>
    /// <param name="at">When, in seconds.</param>
    /// <param name="seconds">How long until it is damped.</param>
    /// <param name="hz">Pitch.</param>
    /// <param name="gain">Level.</param>
    /// <param name="modes">What rings.</param>
    public static void Play(
        Span<float> bus, double at, double seconds, double hz, double gain, params ReadOnlySpan<Mode> modes)
    {
        int first = (int)(at * Take.SampleRate);
        int length = Math.Min((int)(seconds * Take.SampleRate), bus.Length - first);
        if (length <= 0)
        {
            return;
        }

        Span<float> target = bus.Slice(first, length);
        int damped = Math.Min(length, Take.SampleRate / 20);
        foreach (Mode mode in modes)
        {
            double turn = 2 * Math.PI * hz * mode.Ratio / Take.SampleRate;
            if (turn > 0.9 * Math.PI)
            {
                continue;
            }

            // y[n] = 2 r cos ω · y[n−1] − r² · y[n−2] is a damped sine: two products a sample instead of a sine.
            double r = Math.Exp(-1 / (mode.Seconds * Take.SampleRate));
            double feedback = 2 * r * Math.Cos(turn);
            double last = gain * mode.Amplitude * r * Math.Sin(turn);
            double before = 0;
            int rings = Math.Min(length, (int)(7 * mode.Seconds * Take.SampleRate));
            for (int n = 1; n < rings; n++)
            {
                double fade = n > length - damped ? (double)(length - n) / damped : 1;
                target[n] += (float)(fade * last);
                (last, before) = ((feedback * last) - (r * r * before), last);
            }
        }
    }
}
