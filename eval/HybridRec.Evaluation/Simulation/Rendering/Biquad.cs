namespace HybridRec.Evaluation.Simulation.Rendering;

/// <summary>Second-order filters (Bristow-Johnson's cookbook), applied in place.</summary>
internal static class Biquad
{
    public static void LowShelf(Span<float> signal, double hz, double decibels) => Shelf(signal, hz, decibels, low: true);

    public static void HighShelf(Span<float> signal, double hz, double decibels) => Shelf(signal, hz, decibels, low: false);

    public static void Peak(Span<float> signal, double hz, double quality, double decibels)
    {
        (double cos, double alpha) = Turn(hz, quality);
        double a = Math.Pow(10, decibels / 40);
        Run(signal, 1 + (alpha * a), -2 * cos, 1 - (alpha * a), 1 + (alpha / a), -2 * cos, 1 - (alpha / a));
    }

    public static void BandPass(Span<float> signal, double hz, double quality)
    {
        (double cos, double alpha) = Turn(hz, quality);
        Run(signal, alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha);
    }

    public static void HighPass(Span<float> signal, double hz)
    {
        (double cos, double alpha) = Turn(hz, Math.Sqrt(0.5));
        Run(signal, (1 + cos) / 2, -1 - cos, (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
    }

    public static void LowPass(Span<float> signal, double hz)
    {
        (double cos, double alpha) = Turn(hz, Math.Sqrt(0.5));
        Run(signal, (1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
    }

    private static void Shelf(Span<float> signal, double hz, double decibels, bool low)
    {
        (double cos, double alpha) = Turn(hz, Math.Sqrt(0.5));
        double a = Math.Pow(10, decibels / 40);
        double root = 2 * Math.Sqrt(a) * alpha;
        double side = low ? cos : -cos;
        double sign = low ? 1 : -1;
        Run(
            signal,
            a * (a + 1 - ((a - 1) * side) + root),
            sign * 2 * a * (a - 1 - ((a + 1) * side)),
            a * (a + 1 - ((a - 1) * side) - root),
            a + 1 + ((a - 1) * side) + root,
            sign * -2 * (a - 1 + ((a + 1) * side)),
            a + 1 + ((a - 1) * side) - root);
    }

    private static (double Cos, double Alpha) Turn(double hz, double quality)
    {
        double omega = 2 * Math.PI * hz / Take.SampleRate;
        return (Math.Cos(omega), Math.Sin(omega) / (2 * quality));
    }

    private static void Run(Span<float> signal, double b0, double b1, double b2, double a0, double a1, double a2)
    {
        (b0, b1, b2, a1, a2) = (b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0);
        double s1 = 0;
        double s2 = 0;
        foreach (ref float sample in signal)
        {
            double output = (b0 * sample) + s1;
            s1 = (b1 * sample) - (a1 * output) + s2;
            s2 = (b2 * sample) - (a2 * output);
            sample = (float)output;
        }
    }
}
