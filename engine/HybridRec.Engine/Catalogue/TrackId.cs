namespace HybridRec.Engine.Catalogue;

/// <summary>Identifies a track, the item this engine recommends.</summary>
/// <param name="Value">The identifier issued by the catalogue; positive.</param>
public readonly record struct TrackId(long Value);
