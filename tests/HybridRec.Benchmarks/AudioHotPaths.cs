using HybridRec.Engine.Audio;

namespace HybridRec.Benchmarks;

/// <summary>The front end of audio analysis. Double-precision work, beside the limit of single precision.</summary>
internal static class AudioHotPaths
{
    /// <summary>Log-mel of noise: a real transform has 2.5·n·log₂ n operations, the filters two a weight, about two weights a bin.</summary>
    public static Timing LogMel(int seconds)
    {
        Random random = new(1);
        float[] samples = [.. Enumerable.Range(0, seconds * LogMelFrontEnd.SampleRate).Select(_ => random.NextSingle() - 0.5f)];
        double time = Measure.BestSeconds(301, () =>
        {
            LogMelFrontEnd frontEnd = new((_, _) => { });
            frontEnd.Push(samples);
            frontEnd.Complete();
        });
        double frame = (2.5 * LogMelFrontEnd.FftSize * Math.Log2(LogMelFrontEnd.FftSize)) + (4.0 * LogMelFrontEnd.FftSize / 2);
        return new Timing(
            $"log-mel of {seconds} s at 22,050 Hz, fastest of 301", time, frame * samples.Length / LogMelFrontEnd.Hop, "GFLOP/s");
    }
}
