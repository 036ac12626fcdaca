namespace HybridRec.Engine.Catalogue;

/// <summary>A major or minor key.</summary>
/// <param name="Tonic">Pitch class of the tonic: 0 is C, 11 is B.</param>
/// <param name="IsMinor">Minor, else major.</param>
public readonly record struct MusicalKey(int Tonic, bool IsMinor)
{
    private static readonly string[] Names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    /// <summary>E.g. "A minor".</summary>
    public override string ToString() => $"{Names[Tonic]} {(IsMinor ? "minor" : "major")}";
}
