using HybridRec.Evaluation.Simulation.Rendering;

namespace HybridRec.Evaluation.Simulation.Styles;

/// <summary>A broken beat at double speed over a slow sliding sub-bass and a distant pad.</summary>
internal static class DrumAndBass
{
    public static void Perform(Take take)
    {
        float[] drums = take.NewBus();
        float[] bass = take.NewBus();
        float[] pad = take.NewBus();
        double sixteenth = take.Beat / 4;
        int[] kicks = take.OneOf<int[]>([0, 10], [0, 2, 10], [0, 7, 10]);
        int[] ghosts = take.OneOf<int[]>([7, 9, 15], [6, 9, 14], [7, 11]);
        double snare = take.Between(180, 240);
        Patch sub = new()
        {
            Wave = take.OneOf(Waveform.Sine, Waveform.Triangle),
            Attack = 0.02,
            Sustain = 1,
            Release = 0.1,
            GlideFrom = take.OneOf(0.75, 1.5, 1),
        };
        Patch air = new()
        {
            Attack = 0.8,
            Sustain = 1,
            Release = 1,
            Unison = 3,
            DetuneCents = 14,
            Cutoff = 900,
            CutoffEnd = take.Between(900, 1_800),
        };
        int[] roots = take.OneOf<int[]>([0, -4, -2, 3], [0, 3, -2, 0], [0, -5, -4, -2]);
        for (int i = 0; i * sixteenth < take.Seconds; i++)
        {
            double at = i * sixteenth;
            int place = i % 16;
            int root = roots[i / 16 % 4];
            if (kicks.Contains(place))
            {
                Drums.Kick(drums, at, 0.9, 150, 60, 0.07);
            }

            if (place is 4 or 12)
            {
                Drums.Snare(drums, at, 0.7, snare, 0.08, take.Chance);
            }
            else if (ghosts.Contains(place) && take.Maybe(0.8))
            {
                Drums.Snare(drums, at, 0.22, snare, 0.04, take.Chance);
            }

            Drums.Noise(drums, at, place % 2 == 0 ? 0.3 : 0.14, 0.025, 6_500, 11_000, take.Chance);
            if (place is 0 or 10)
            {
                double length = place == 0 ? 8 * sixteenth : 5 * sixteenth;
                Synth.Play(bass, at, length, take.Hz(1, root + (place == 0 ? 0 : take.OneOf(0, 7, 12))), 0.8, sub, take.Chance);
            }

            if (i % 32 == 0)
            {
                foreach (double tone in (ReadOnlySpan<double>)[0, 3, 7, 10])
                {
                    Synth.Play(pad, at, 30 * sixteenth, take.Hz(4, root + tone), 0.12, air, take.Chance);
                }
            }
        }

        Effects.Room(pad, 0.7, 2.5);
        take.Mix(drums, 0.8);
        take.Mix(bass, 0.7);
        take.Mix(pad, 0.5);
    }
}
