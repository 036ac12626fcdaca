using HybridRec.Evaluation.Simulation.Rendering;

namespace HybridRec.Evaluation.Simulation.Styles;

/// <summary>Piano alone in three-four time: a bass note, two chords, a tune in a major key.</summary>
internal static class PianoWaltz
{
    public static void Perform(Take take)
    {
        float[] piano = take.NewBus();
        double brightness = take.Between(0.5, 0.85);
        double bar = 3 * take.Beat;
        int[] chords = take.OneOf<int[]>([0, 4, 0, 3], [0, 5, 1, 4], [0, 3, 4, 0], [5, 3, 0, 4]);
        int[] tune = take.Tune(12, 5);
        double push = take.Between(-0.015, 0.015);
        for (int measure = 0; measure * bar < take.Seconds; measure++)
        {
            int chord = chords[measure % 4];
            double at = measure * bar;
            Note(take, piano, at, 2.5 * take.Beat, 2, chord, 0.5, brightness);
            for (int beat = 1; beat < 3; beat++)
            {
                foreach (int tone in (ReadOnlySpan<int>)[0, 2, 4])
                {
                    Note(take, piano, at + (beat * take.Beat) + push, take.Beat, 3, chord + tone, 0.22, brightness);
                }
            }

            for (int beat = 0; beat < 3; beat++)
            {
                if (take.Maybe(0.8))
                {
                    int step = chord + tune[((measure * 3) + beat) % 12];
                    bool quavers = take.Maybe(0.3);
                    Note(take, piano, at + (beat * take.Beat), 1.5 * take.Beat, 5, step, 0.4, brightness);
                    if (quavers)
                    {
                        Note(take, piano, at + ((beat + 0.5) * take.Beat), take.Beat, 5, step + 1, 0.3, brightness);
                    }
                }
            }
        }

        Effects.Room(piano, take.Between(0.1, 0.4), 1.2);
        take.Mix(piano, 1);
    }

    private static void Note(
        Take take, float[] bus, double at, double seconds, int octave, int step, double gain, double brightness)
    {
        double hz = take.Hz(octave, Take.Step(Scales.Major, step));
        double ring = 1.6 * Math.Pow(261 / hz, 0.5);
        double touch = gain * take.Between(0.8, 1.1);
        Span<Mode> modes = stackalloc Mode[7];
        for (int k = 1; k <= modes.Length; k++)
        {
            // A stiff string's overtones are a little sharp: k √(1 + B k²).
            modes[k - 1] = new(k * Math.Sqrt(1 + (0.0006 * k * k)), Math.Pow(brightness, k - 1), ring / (0.6 + (0.4 * k)));
        }

        Struck.Play(bus, at, seconds, hz, touch, modes);
        Drums.Noise(bus, at, 0.04 * gain, 0.01, 800, 5_000, take.Chance);
    }
}
