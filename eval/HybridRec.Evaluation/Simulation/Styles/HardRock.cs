using HybridRec.Evaluation.Simulation.Rendering;

namespace HybridRec.Evaluation.Simulation.Styles;

/// <summary>Distorted power chords in a minor riff, bass, a loud back-beat with open cymbals.</summary>
internal static class HardRock
{
    public static void Perform(Take take)
    {
        float[] guitars = take.NewBus();
        float[] bass = take.NewBus();
        float[] drums = take.NewBus();
        double eighth = take.Beat / 2;
        int[] riff = new int[16];
        bool[] muted = new bool[16];
        int at0 = 0;
        for (int i = 0; i < 16; i++)
        {
            at0 = take.Maybe(0.55) ? at0 : take.OneOf(0, 0, 2, 3, 4, 5, 6);
            riff[i] = at0;
            muted[i] = take.Maybe(0.35);
        }

        Patch chord = new() { Attack = 0.002, Decay = 1.2, Sustain = 0.5, Release = 0.02, Unison = 2, DetuneCents = 6 };
        Patch low = new() { Decay = 0.6, Sustain = 0.5, Cutoff = 700, CutoffEnd = 400 };
        int[] kicks = take.OneOf<int[]>([0, 4], [0, 3, 4], [0, 4, 5], [0, 1, 4]);
        for (int i = 0; i * eighth < take.Seconds; i++)
        {
            double at = i * eighth;
            int note = Take.Step(Scales.Minor, riff[i % 16]) - (riff[i % 16] > 4 ? 12 : 0);
            double length = (muted[i % 16] ? 0.35 : 0.98) * eighth;
            foreach (double tone in (ReadOnlySpan<double>)[0, 7, 12])
            {
                Synth.Play(guitars, at, length, take.Hz(2, note + tone), 0.3, chord, take.Chance);
            }

            Synth.Play(bass, at, 0.9 * eighth, take.Hz(1, note), 0.6, low, take.Chance);
            int place = i % 8;
            if (kicks.Contains(place))
            {
                Drums.Kick(drums, at, 0.9, 130, 58, 0.09);
            }

            if (place is 2 or 6)
            {
                Drums.Snare(drums, at, 0.75, 190, 0.13, take.Chance);
            }

            Drums.Noise(drums, at, 0.22, i % 16 == 0 ? 0.6 : 0.12, 4_500, 10_500, take.Chance);
        }

        Effects.Drive(guitars, take.Between(6, 14));
        Biquad.HighPass(guitars, 90);
        Biquad.LowPass(guitars, take.Between(3_800, 5_500));
        take.Mix(guitars, 0.5);
        take.Mix(bass, 0.5);
        take.Mix(drums, 0.7);
    }
}
