using HybridRec.Evaluation.Simulation.Rendering;

namespace HybridRec.Evaluation.Simulation.Styles;

/// <summary>No beat and no tune: swelling low fifths, slow filters, wind.</summary>
internal static class Drone
{
    public static void Perform(Take take)
    {
        float[] drone = take.NewBus();
        float[] wind = take.NewBus();
        ReadOnlySpan<double> tones = take.OneOf<double[]>([0, 7, 12], [0, 5, 12], [0, 7, 14], [0, 10, 12]);
        foreach (double tone in tones)
        {
            Patch patch = new()
            {
                Wave = take.OneOf(Waveform.Saw, Waveform.Triangle),
                Attack = take.Between(2, 4),
                Sustain = 1,
                Release = 3,
                Unison = 3,
                DetuneCents = take.Between(6, 16),
                Cutoff = take.Between(200, 400),
                CutoffEnd = take.Between(500, 1_100),
                CutoffDecay = take.Between(3, 8),
                VibratoCents = 5,
                VibratoHz = take.Between(0.1, 0.4),
            };
            double late = take.Between(0, 2);
            Synth.Play(drone, late, take.Seconds - late - 3, take.Hz(2, tone), 0.4, patch, take.Chance);
        }

        Patch overtone = new()
        {
            Wave = Waveform.Sine,
            Attack = 1.5,
            Sustain = 1,
            Release = 2.5,
            VibratoCents = 8,
            VibratoHz = 0.3,
        };
        for (double at = take.Between(0, 3); at < take.Seconds - 3; at += take.Between(2, 4))
        {
            double tone = take.OneOf(0.0, 7, 12, 14, 19);
            Synth.Play(drone, at, 1.5, take.Hz(4, tone), take.Between(0.05, 0.15), overtone, take.Chance);
        }

        Drums.Noise(wind, 0, 0.5, 30, 150, take.Between(400, 900), take.Chance);
        Effects.Tremolo(wind, take.Between(0.08, 0.25), 0.9);
        Effects.Room(drone, 0.8, 3);
        take.Mix(drone, 0.8);
        take.Mix(wind, 0.25);
    }
}
