namespace HybridRec.Evaluation.Simulation;

/// <summary>Many independent seeds from one.</summary>
internal static class SeedStream
{
    /// <summary>The seed of a numbered part: SplitMix64 (Steele et al. 2014), since neighbouring seeds of <see cref="Random"/> begin alike.</summary>
    public static int Derive(int seed, int part)
    {
        ulong z = unchecked((((ulong)(uint)seed << 32) | (uint)part) + 0x9E3779B97F4A7C15UL);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return (int)((z ^ (z >> 31)) & int.MaxValue);
    }
}
