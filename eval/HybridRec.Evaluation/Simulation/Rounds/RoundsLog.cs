namespace HybridRec.Evaluation.Simulation.Rounds;

/// <summary>What happened in the world of one recommender: all that the judge needs beside the truth.</summary>
/// <param name="Recommender">Name of the recommender.</param>
/// <param name="Shown">By round and listener: the list, best first.</param>
/// <param name="Played">By round and listener: tracks played through, from the list or not, in order.</param>
internal sealed record RoundsLog(string Recommender, int[][][] Shown, int[][][] Played)
{
    /// <summary>Number of rounds.</summary>
    public int Rounds => Shown.Length;
}
