using HybridRec.Evaluation.Simulation.Rendering;

namespace HybridRec.Evaluation.Simulation.Styles;

/// <summary>Nylon strings in syncopated seventh and ninth chords, a soft bass in two, a shaker, a rim click.</summary>
internal static class BossaNova
{
    private static readonly int[] Comping = [0, 3, 6, 10, 12];
    private static readonly int[] Clave = [0, 3, 6, 10, 13];

    public static void Perform(Take take)
    {
        float[] guitar = take.NewBus();
        float[] bass = take.NewBus();
        float[] percussion = take.NewBus();
        double sixteenth = take.Beat / 4;
        double[] major9 = [4, 7, 11, 14];
        double[] minor7 = [3, 7, 10, 14];
        double[] dominant = [4, 10, 14, 21];
        (double Root, double[] Tones)[] chords = take.OneOf<(double Root, double[] Tones)[]>(
            [(0, major9), (9, minor7), (2, minor7), (7, dominant)],
            [(0, major9), (2, dominant), (2, minor7), (7, dominant)],
            [(2, minor7), (7, dominant), (0, major9), (9, minor7)]);
        double soft = take.Between(0.05, 0.3);
        int[] tune = take.Tune(8, 4);
        bool melody = take.Maybe(0.5);
        for (int i = 0; i * sixteenth < take.Seconds; i++)
        {
            double at = i * sixteenth;
            int place = i % 16;
            (double root, double[] tones) = chords[i / 16 % 4];
            if (Comping.Contains(place))
            {
                foreach (double tone in tones)
                {
                    double strum = at + take.Between(0, 0.012);
                    Pluck.Play(guitar, strum, 2.8 * sixteenth, take.Hz(3, root + tone), 0.3, soft, 0.5, take.Chance);
                }
            }

            if (place is 0 or 6 or 8 or 14)
            {
                double tone = place is 0 or 14 ? root : root + 7;
                Pluck.Play(bass, at, 1.8 * take.Beat, take.Hz(1, tone % 12), 0.9, 0.1, 0.9, take.Chance);
            }

            if (melody && place % 4 == 2 && take.Maybe(0.7))
            {
                int note = Take.Step(Scales.MajorPentatonic, tune[i / 4 % 8]);
                Pluck.Play(guitar, at, 2 * take.Beat, take.Hz(5, note), 0.4, soft + 0.1, 0.5, take.Chance);
            }

            Drums.Noise(percussion, at, place % 4 == 2 ? 0.22 : 0.1, 0.03, 4_000, 8_000, take.Chance);
            if (Clave.Contains(place))
            {
                Struck.Play(percussion, at, 0.1, 1_700, 0.25, new Mode(1, 1, 0.012), new Mode(1.5, 0.5, 0.01));
            }
        }

        Effects.Room(guitar, 0.25, 0.9);
        take.Mix(guitar, 0.9);
        take.Mix(bass, 0.6);
        take.Mix(percussion, 0.5);
    }
}
