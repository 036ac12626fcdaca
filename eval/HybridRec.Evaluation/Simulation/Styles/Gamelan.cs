using HybridRec.Evaluation.Simulation.Rendering;

namespace HybridRec.Evaluation.Simulation.Styles;

/// <summary>Bronze bars with stretched overtones in five equal steps an octave, interlocking patterns, deep gongs.</summary>
internal static class Gamelan
{
    // Slendro, the five-tone tuning of Java, is near to equal steps of 240 cents.
    private const double StepSemitones = 2.4;

    public static void Perform(Take take)
    {
        float[] bars = take.NewBus();
        float[] gongs = take.NewBus();
        double ring = take.Between(0.35, 0.7);
        int[] core = take.Tune(8, 4);
        double quarter = take.Beat / 4;
        double stretch = take.Between(0.97, 1.03);
        bool dense = take.Maybe(0.6);
        for (int i = 0; i * quarter < take.Seconds; i++)
        {
            double at = i * quarter;
            int step = core[i / 4 % 8];
            if (i % 4 == 0)
            {
                Bar(4, step, 0.5, 2 * ring);
            }

            if (dense || i % 2 == 0)
            {
                // Two players in turn, one a step above the other.
                Bar(5, step + (i % 2 == 0 ? 0 : 1), 0.28, ring);
            }

            if (i % 16 == 0)
            {
                double hz = take.Hz(2, i % 32 == 0 ? 0 : 2 * StepSemitones);
                Struck.Play(
                    gongs, at, 5, hz, 0.8, new Mode(1, 1, 1.6), new Mode(1.007, 0.7, 1.6), new Mode(2.41, 0.3, 0.7), new Mode(3.93, 0.12, 0.4));
            }

            void Bar(int octave, int place, double gain, double seconds)
            {
                double hz = take.Hz(octave, place * StepSemitones);
                double touch = gain * take.Between(0.8, 1.1);

                // The pair of each bar is tuned a few Hz apart: the shimmer of a gamelan is their beating.
                foreach (double beating in (ReadOnlySpan<double>)[0, 6])
                {
                    Struck.Play(
                        bars,
                        at,
                        3 * seconds,
                        hz + beating,
                        0.5 * touch,
                        new Mode(1, 1, seconds),
                        new Mode(2.76 * stretch, 0.45, 0.4 * seconds),
                        new Mode(5.4 * stretch, 0.25, 0.15 * seconds));
                }
            }
        }

        Effects.Room(bars, take.Between(0.2, 0.4), 1.4);
        take.Mix(bars, 0.8);
        take.Mix(gongs, 0.7);
    }
}
