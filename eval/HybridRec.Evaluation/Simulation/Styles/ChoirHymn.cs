using HybridRec.Evaluation.Simulation.Rendering;

namespace HybridRec.Evaluation.Simulation.Styles;

/// <summary>Voices in four parts, slow block chords, vowels, a church's echo; no percussion at all.</summary>
internal static class ChoirHymn
{
    public static void Perform(Take take)
    {
        float[] choir = take.NewBus();
        Patch voice = new()
        {
            Attack = take.Between(0.12, 0.3),
            Sustain = 0.95,
            Release = 0.35,
            Unison = 3,
            DetuneCents = take.Between(8, 14),
            VibratoCents = take.Between(10, 22),
            VibratoHz = take.Between(4.6, 5.8),
        };
        int[] chords = take.OneOf<int[]>([0, 3, 4, 0, 5, 3, 4, 4], [0, 4, 5, 3, 0, 3, 4, 0], [0, 5, 3, 4, 0, 1, 4, 0]);
        int[] tune = take.Tune(8, 2);
        int beats = take.OneOf(1, 2);
        double length = beats * take.Beat;
        for (int i = 0; i * length < take.Seconds - 1; i++)
        {
            int chord = chords[i % 8];
            double at = i * length;
            Sing(2, chord, 0.35);
            Sing(3, chord + 4, 0.25);
            Sing(3, chord + 2 + (take.Maybe(0.3) ? 7 : 0), 0.25);
            Sing(4, chord + (2 * Math.Abs(tune[i % 8])), 0.32);

            void Sing(int octave, int step, double gain) => Synth.Play(
                choir, at, 0.97 * length, take.Hz(octave, Take.Step(Scales.Major, step)), gain, voice, take.Chance);
        }

        // A vowel is a set of resonances; the dry sum keeps enough of the fundamental for the basses.
        (double first, double second) = take.OneOf((700.0, 1_150.0), (450.0, 850.0), (350.0, 1_900.0));
        float[] vowel = take.NewBus();
        AddFormant(choir, vowel, first, 5, 1);
        AddFormant(choir, vowel, second, 8, 0.6);
        AddFormant(choir, vowel, 2_700, 9, 0.25);
        Biquad.LowPass(choir, 500);
        Effects.Room(vowel, 1, 3);
        take.Mix(vowel, 1);
        take.Mix(choir, 0.35);
    }

    private static void AddFormant(float[] source, float[] target, double hz, double quality, double gain)
    {
        float[] band = [.. source];
        Biquad.BandPass(band, hz, quality);
        for (int i = 0; i < band.Length; i++)
        {
            target[i] += (float)(gain * band[i]);
        }
    }
}
