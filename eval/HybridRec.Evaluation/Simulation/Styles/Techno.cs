using HybridRec.Evaluation.Simulation.Rendering;

namespace HybridRec.Evaluation.Simulation.Styles;

/// <summary>Four on the floor, off-beat hats, a ringing saw bass in sixteenths, stabs.</summary>
internal static class Techno
{
    public static void Perform(Take take)
    {
        double sixteenth = take.Beat / 4;
        float[] drums = take.NewBus();
        float[] bass = take.NewBus();
        float[] stabs = take.NewBus();
        double low = take.Between(45, 56);
        bool claps = take.Maybe(0.7);
        Patch bassPatch = new()
        {
            Attack = 0.002,
            Decay = 0.12,
            Sustain = 0.2,
            Release = 0.02,
            CutoffDecay = take.Between(0.06, 0.14),
            Resonance = take.Between(2, 6),
            Cutoff = take.Between(1_200, 3_500),
            CutoffEnd = take.Between(120, 300),
        };
        Patch stabPatch = new()
        {
            Decay = 0.1,
            Sustain = 0,
            Unison = 3,
            DetuneCents = 12,
            Cutoff = take.Between(2_000, 5_000),
            CutoffEnd = 500,
        };

        int[] line = new int[16];
        bool[] rests = new bool[16];
        for (int i = 0; i < 16; i++)
        {
            line[i] = take.Maybe(0.6) ? 0 : take.OneOf(-2, 1, 2, 3, 5);
            rests[i] = take.Maybe(0.25);
        }

        int[] stabSteps = [take.Chance.Next(16), take.Chance.Next(16)];
        double third = take.OneOf(3, 3, 4);
        for (int i = 0; i * sixteenth < take.Seconds; i++)
        {
            double at = i * sixteenth;
            int place = i % 16;
            if (place % 4 == 0)
            {
                Drums.Kick(drums, at, 1, 180, low, 0.13);
            }

            if (place % 4 == 2)
            {
                Drums.Noise(drums, at, 0.5, 0.04, 6_000, 11_000, take.Chance);
            }

            if (claps && place % 8 == 4)
            {
                Drums.Noise(drums, at, 0.8, 0.07, 1_000, 4_000, take.Chance);
            }

            if (!rests[place])
            {
                int note = Take.Step(Scales.MinorPentatonic, line[place]);
                Synth.Play(bass, at, 0.8 * sixteenth, take.Hz(1, note), 0.5, bassPatch, take.Chance);
            }

            if (stabSteps.Contains(place))
            {
                foreach (double tone in (ReadOnlySpan<double>)[0, third, 7, 10])
                {
                    Synth.Play(stabs, at, 0.2, take.Hz(4, tone), 0.15, stabPatch, take.Chance);
                }
            }
        }

        Effects.Room(stabs, 0.6, 1.5);
        Effects.Pump(bass, take.Beat, 0.6);
        take.Mix(drums, 0.9);
        take.Mix(bass, 0.6);
        take.Mix(stabs, 0.6);
    }
}
