using System.Numerics.Tensors;
using HybridRec.Evaluation.Simulation.Rendering;
using HybridRec.Evaluation.Simulation.Styles;

namespace HybridRec.Evaluation.Simulation;

/// <summary>Plays a planned track by code: synthesizers, strings and drums, no recordings.</summary>
/// <remarks>
/// Each track has its own key, tempo, tune, chords, mix, equalisation, hiss and loudness, so that no single figure
/// (a spectrum, a level) gives its style away, as in life.
/// </remarks>
public static class TrackRenderer
{
    /// <summary>Samples a second of what is rendered, in Hz.</summary>
    public const int SampleRate = Take.SampleRate;

    /// <summary>Renders a track.</summary>
    /// <param name="track">The track.</param>
    /// <returns>Mono samples in [−1, 1], shape (duration · <see cref="SampleRate"/>); the same for the same track.</returns>
    /// <remarks>About 40 ms of CPU for 15 s.</remarks>
    public static float[] Render(PlannedTrack track)
    {
        ArgumentNullException.ThrowIfNull(track);
        Style style = Style.All[track.Style];
        Take take = new(track.Seed, track.Duration.TotalSeconds, style.SlowestBpm, style.FastestBpm);
        style.Perform(take);
        Master(take);
        return take.Tape;
    }

    private static void Master(Take take)
    {
        float[] tape = take.Tape;
        Biquad.HighPass(tape, 25);
        Biquad.LowShelf(tape, take.Between(150, 400), take.Between(-5, 5));
        Biquad.Peak(tape, take.Between(500, 3_000), take.Between(0.6, 1.5), take.Between(-6, 6));
        Biquad.HighShelf(tape, take.Between(2_500, 5_000), take.Between(-5, 5));

        SetLevel(tape, 0.1f);
        WhiteNoise.Add(tape, Math.Pow(10, take.Between(-70, -48) / 20), fall: 1, take.Chance);
        Fade(tape, take.Seconds);
        SetLevel(tape, (float)Math.Pow(10, take.Between(-30, -18) / 20));
        float peak = TensorPrimitives.MaxMagnitude<float>(tape);
        if (Math.Abs(peak) > 0.98f)
        {
            TensorPrimitives.Multiply(tape, 0.98f / Math.Abs(peak), tape);
        }
    }

    private static void SetLevel(float[] tape, float target)
    {
        float level = MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(tape) / tape.Length);
        TensorPrimitives.Multiply(tape, target / Math.Max(level, 1e-9f), tape);
    }

    private static void Fade(float[] tape, double seconds)
    {
        int fadeIn = SampleRate / 50;
        int fadeOut = (int)(Math.Min(0.5, seconds / 8) * SampleRate);
        for (int n = 0; n < fadeIn; n++)
        {
            tape[n] *= (float)n / fadeIn;
        }

        for (int n = 0; n < fadeOut; n++)
        {
            tape[^(n + 1)] *= (float)n / fadeOut;
        }
    }
}
