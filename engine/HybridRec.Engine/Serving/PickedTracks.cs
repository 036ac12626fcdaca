using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Serving;

/// <summary>The tracks of a discovery playlist, before they are described.</summary>
/// <param name="Tracks">Tracks by position.</param>
/// <param name="AskedPopularity">P_u(d), the mean π the dial asks for; null for a listener without plays.</param>
/// <param name="FeasiblePopularity">The lowest mean π that the candidates and rules allow; null likewise.</param>
public sealed record PickedTracks(IReadOnlyList<TrackId> Tracks, double? AskedPopularity, double? FeasiblePopularity);
