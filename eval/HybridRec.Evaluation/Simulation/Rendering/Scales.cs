namespace HybridRec.Evaluation.Simulation.Rendering;

/// <summary>Scales as semitones above the root.</summary>
internal static class Scales
{
    public static readonly int[] Major = [0, 2, 4, 5, 7, 9, 11];
    public static readonly int[] Minor = [0, 2, 3, 5, 7, 8, 10];
    public static readonly int[] Mixolydian = [0, 2, 4, 5, 7, 9, 10];
    public static readonly int[] MinorPentatonic = [0, 3, 5, 7, 10];
    public static readonly int[] MajorPentatonic = [0, 2, 4, 7, 9];
}
