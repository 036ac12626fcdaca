using HybridRec.Evaluation.Simulation.Rendering;

namespace HybridRec.Evaluation.Simulation.Styles;

/// <summary>A twangy guitar through spring reverb and tremolo over a swung twelve-bar, walking plucked bass, brushes.</summary>
internal static class SurfShuffle
{
    private static readonly int[] TwelveBar = [0, 0, 3, 0, 4, 3, 0, 4];
    private static readonly int[] Walk = [0, 2, 4, 5];

    public static void Perform(Take take)
    {
        float[] guitar = take.NewBus();
        float[] bass = take.NewBus();
        float[] drums = take.NewBus();
        double bright = take.Between(0.75, 1);
        double swing = take.Between(0.62, 0.69);
        int[] tune = take.Tune(16, 5);
        bool tremoloPicking = take.Maybe(0.4);
        for (int beat = 0; beat * take.Beat < take.Seconds; beat++)
        {
            double at = beat * take.Beat;
            int chord = TwelveBar[beat / 4 % TwelveBar.Length];
            int walk = Take.Step(Scales.Mixolydian, chord + Walk[beat % 4]);
            Pluck.Play(bass, at, 0.9 * take.Beat, take.Hz(2, walk), 0.7, 0.3, 0.6, take.Chance);
            for (int half = 0; half < 2; half++)
            {
                double offset = half * swing * take.Beat;
                if (half == 1 || take.Maybe(0.8))
                {
                    int note = Take.Step(Scales.Mixolydian, chord + tune[((2 * beat) + half) % 16]);
                    int strokes = tremoloPicking ? 2 : 1;
                    for (int stroke = 0; stroke < strokes; stroke++)
                    {
                        double when = at + offset + (stroke * 0.16 * take.Beat);
                        Pluck.Play(guitar, when, 0.7 * take.Beat, take.Hz(4, note), 0.5, bright, 0.5, take.Chance);
                    }
                }

                Drums.Noise(drums, at + offset, half == 0 ? 0.25 : 0.15, 0.06, 5_000, 10_000, take.Chance);
            }

            if (beat % 2 == 1)
            {
                Drums.Snare(drums, at, 0.35, 210, 0.09, take.Chance);
            }
            else
            {
                Drums.Kick(drums, at, 0.5, 110, 62, 0.08);
            }
        }

        Effects.Tremolo(guitar, take.Between(5, 8), take.Between(0.3, 0.6));
        Effects.Room(guitar, take.Between(0.6, 0.9), 1.8);
        take.Mix(guitar, 0.9);
        take.Mix(bass, 0.6);
        take.Mix(drums, 0.6);
    }
}
