namespace HybridRec.Evaluation.Simulation.Rendering;

/// <summary>White noise, by a generator that costs a tenth of <see cref="Random"/>'s (Marsaglia 2003, xorshift32).</summary>
internal static class WhiteNoise
{
    /// <summary>Adds noise of a level that falls by the same factor from each sample to the next.</summary>
    public static void Add(Span<float> signal, double level, double fall, Random chance)
    {
        uint state = (uint)chance.Next(1, int.MaxValue);
        float gain = (float)(level / int.MaxValue);
        float factor = (float)fall;
        foreach (ref float sample in signal)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            sample += gain * (int)state;
            gain *= factor;
        }
    }
}
