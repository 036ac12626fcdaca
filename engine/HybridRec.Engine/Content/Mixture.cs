namespace HybridRec.Engine.Content;

/// <summary>
/// Which crops of a batch sound a little like another track's, and how much (mixup; Zhang et al., ICLR 2018). Only the
/// second crop of a track is mixed and its own track stays the louder one, so that contrast still knows whose it is.
/// </summary>
internal sealed class Mixture
{
    private readonly int[] _others;
    private readonly float[] _shares;

    private Mixture(int[] others, float[] shares)
    {
        _others = others;
        _shares = shares;
    }

    /// <summary>Whether no crop is mixed.</summary>
    public bool IsNone => _shares.Length == 0;

    /// <summary>Draws shares of 0 to <paramref name="most"/>; each track is mixed with the next of the batch.</summary>
    public static Mixture Draw(float most, ReadOnlySpan<int> tracks, Random random)
    {
        if (most == 0f)
        {
            return new Mixture([], []);
        }

        int[] others = new int[tracks.Length];
        float[] shares = new float[tracks.Length];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = tracks[(i + 1) % tracks.Length];
            shares[i] = most * random.NextSingle();
        }

        return new Mixture(others, shares);
    }

    /// <summary>How much of the other track is in a crop.</summary>
    public float Share(int crop) => IsNone || crop % 2 == 0 ? 0f : _shares[crop / 2];

    /// <summary>Number of the other track's example.</summary>
    public int Other(int crop) => _others[crop / 2];
}
