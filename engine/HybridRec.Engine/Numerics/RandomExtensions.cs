namespace HybridRec.Engine.Numerics;

/// <summary>Distributions that <see cref="Random"/> lacks.</summary>
public static class RandomExtensions
{
    /// <summary>Draws from the standard normal distribution (Box &amp; Muller 1958).</summary>
    /// <param name="random">The source; two draws are taken from it.</param>
    public static float NextGaussian(this Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double radius = Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble()));
        return (float)(radius * Math.Cos(2.0 * Math.PI * random.NextDouble()));
    }
}
