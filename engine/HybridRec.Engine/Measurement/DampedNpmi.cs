namespace HybridRec.Engine.Measurement;

/// <summary>How unusually often two items are played by the same users: s_ij = max(0, NPMI_ij) · n_ij ÷ (n_ij + 5).</summary>
/// <remarks>
/// NPMI_ij = ln(p_ij ÷ (p_i p_j)) ÷ −ln p_ij with p = users who played ÷ all users (Bouma, "Normalized (Pointwise) Mutual
/// Information in Collocation Extraction", GSCL 2009); the factor holds back pairs that few users have in common. In
/// [0, 1); 0 where nobody played both, and where everybody did: then the two say nothing about each other. Thread-safe.
/// </remarks>
public sealed class DampedNpmi
{
    /// <summary>Shared users at which half of the NPMI counts.</summary>
    public const float Damping = 5f;

    private readonly double[] _logarithms;

    /// <summary>Prepares for a number of users.</summary>
    /// <param name="users">Users with at least one play, ≥ 0.</param>
    /// <remarks>Keeps the logarithms of all counts, so that a pair costs no logarithm: 8 bytes a user.</remarks>
    public DampedNpmi(int users)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(users);
        _logarithms = new double[users + 1];
        for (int count = 1; count <= users; count++)
        {
            _logarithms[count] = Math.Log(count);
        }
    }

    /// <summary>s_ij.</summary>
    /// <param name="both">n_ij, users who played both: at most either of the others.</param>
    /// <param name="first">n_i, at most the number of users.</param>
    /// <param name="second">n_j, at most the number of users.</param>
    public float Of(int both, int first, int second)
    {
        double mutual = _logarithms[both] + _logarithms[^1] - _logarithms[first] - _logarithms[second];
        return mutual <= 0 ? 0f : (float)(Gain(both) * mutual);
    }

    /// <summary>ln n of a number of users; 0 for none.</summary>
    internal double Log(int count) => _logarithms[count];

    /// <summary>What s_ij is per unit of ln(n_ij |U| ÷ (n_i n_j)), where that is positive: it depends on n_ij alone.</summary>
    internal double Gain(int both) => both == 0 || both == _logarithms.Length - 1
        ? 0
        : both / ((both + (double)Damping) * (_logarithms[^1] - _logarithms[both]));
}
