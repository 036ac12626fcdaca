using HybridRec.Engine.Content;

namespace HybridRec.Engine.Training;

/// <summary>A network and what it has learned from.</summary>
/// <param name="Network">The network.</param>
/// <param name="Seen">Rows of the tracks whose factors were its targets: how well it tells factors cannot be measured on them.</param>
public sealed record TrainedContent(IContentNetwork Network, IReadOnlySet<int> Seen);
