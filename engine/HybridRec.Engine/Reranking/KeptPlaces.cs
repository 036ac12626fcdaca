namespace HybridRec.Engine.Reranking;

/// <summary>Places of a list that go to some of the candidates at least, where there are any; those picked anyway count.</summary>
/// <param name="Members">Whether a candidate has a claim to them, by candidate.</param>
/// <param name="Share">Share of the places at d = 1, 0 to 1; proportional to d and rounded down.</param>
public sealed record KeptPlaces(bool[] Members, double Share)
{
    /// <summary>How many places a share is.</summary>
    /// <param name="share">Share at d = 1.</param>
    /// <param name="discovery">d, 0 to 1.</param>
    /// <param name="count">Positions of the list.</param>
    public static int Number(double share, double discovery, int count) => (int)((share * discovery * count) + 1e-9);
}
