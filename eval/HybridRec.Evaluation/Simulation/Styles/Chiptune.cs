using HybridRec.Evaluation.Simulation.Rendering;

namespace HybridRec.Evaluation.Simulation.Styles;

/// <summary>A game console: pulse waves, chords broken into fast arpeggios, triangle bass, noise for drums, coarse steps.</summary>
internal static class Chiptune
{
    public static void Perform(Take take)
    {
        float[] pulses = take.NewBus();
        float[] bass = take.NewBus();
        float[] noise = take.NewBus();
        double width = take.OneOf(0.125, 0.25, 0.5);
        Patch lead = new() { Wave = Waveform.Pulse, PulseWidth = width, Decay = 0.15, Sustain = 0.4, Release = 0.01 };
        Patch arpeggio = new() { Wave = Waveform.Pulse, PulseWidth = 0.25, Decay = 0.08, Sustain = 0.5, Release = 0.005 };
        Patch low = new() { Wave = Waveform.Triangle, Sustain = 0.9, Release = 0.01 };
        int[] scale = take.OneOf(Scales.Major, Scales.Minor);
        int[] chords = take.OneOf<int[]>([0, 5, 3, 4], [0, 4, 5, 3], [0, 3, 0, 4], [0, 6, 5, 6]);
        int[] tune = take.Tune(16, 6);
        double eighth = take.Beat / 2;
        double tick = take.Beat / 8;
        for (int i = 0; i * eighth < take.Seconds; i++)
        {
            double at = i * eighth;
            int chord = chords[i / 8 % 4];
            for (int k = 0; k < 4; k++)
            {
                int note = Take.Step(scale, chord + (2 * k));
                Synth.Play(pulses, at + (k * tick), 0.9 * tick, take.Hz(5, note), 0.18, arpeggio, take.Chance);
            }

            if (take.Maybe(0.75))
            {
                int note = Take.Step(scale, chord + tune[i % 16]);
                Synth.Play(pulses, at, 0.8 * eighth, take.Hz(5, note), 0.3, lead, take.Chance);
            }

            Synth.Play(bass, at, 0.7 * eighth, take.Hz(i % 2 == 0 ? 2 : 3, Take.Step(scale, chord)), 0.5, low, take.Chance);
            double burst = i % 4 == 2 ? 0.05 : 0.012;
            Drums.Noise(noise, at, i % 4 == 2 ? 0.5 : 0.25, burst, 2_000, 11_000, take.Chance);
        }

        Effects.Crush(pulses, 12);
        Effects.Crush(bass, 8);
        take.Mix(pulses, 0.6);
        take.Mix(bass, 0.5);
        take.Mix(noise, 0.5);
    }
}
