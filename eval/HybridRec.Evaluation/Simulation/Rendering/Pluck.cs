namespace HybridRec.Evaluation.Simulation.Rendering;

/// <summary>A plucked string: noise in a loop that loses its highs (Karplus and Strong 1983).</summary>
internal static class Pluck
{
    /// <summary>Adds one note to a bus.</summary>
    /// <param name="bus">Where to.</param>
    /// <param name="at">When, in seconds.</param>
    /// <param name="seconds">How long until it is damped.</param>
    /// <param name="hz">Pitch.</param>
    /// <param name="gain">Level.</param>
    /// <param name="brightness">0 is a thumb on nylon, 1 a plectrum on steel.</param>
    /// <param name="ring">Time until the string's fundamental has fallen to 1/e, in seconds.</param>
    /// <param name="chance">Fills the string.</param>
    public static void Play(
        Span<float> bus,
        double at,
        double seconds,
        double hz,
        double gain,
        double brightness,
        double ring,
        Random chance)
    {
        int first = (int)(at * Take.SampleRate);
        int length = Math.Min((int)(seconds * Take.SampleRate), bus.Length - first);
        double blend = 0.5 - (0.42 * brightness);
        double period = Take.SampleRate / hz;
        int delay = (int)(period - blend - 0.5);
        if (length <= 0 || delay < 4)
        {
            return;
        }

        // The loop's delay is whole samples + the averager's + an all-pass for the rest: else high notes are out of tune.
        double rest = period - blend - delay;
        double allPass = (1 - rest) / (1 + rest);
        double loss = Math.Exp(-period / (ring * Take.SampleRate));

        Span<double> loop = stackalloc double[delay];
        double soft = 0;
        double smoothing = 0.15 + (0.8 * brightness);
        foreach (ref double sample in loop)
        {
            soft += smoothing * ((2 * chance.NextDouble()) - 1 - soft);
            sample = soft;
        }

        double previous = 0;
        double passedIn = 0;
        double passedOut = 0;
        int damped = Math.Min(length, Take.SampleRate / 50);
        for (int n = 0, place = 0; n < length; n++)
        {
            double output = loop[place];
            double averaged = loss * (((1 - blend) * output) + (blend * previous));
            previous = output;
            passedOut = (allPass * (averaged - passedOut)) + passedIn;
            passedIn = averaged;
            loop[place] = passedOut;
            place = place + 1 == delay ? 0 : place + 1;
            double fade = n > length - damped ? (double)(length - n) / damped : 1;
            bus[first + n] += (float)(gain * fade * output);
        }
    }
}
