using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Training;

/// <summary>One item row of the training data.</summary>
/// <param name="Id">The track.</param>
/// <param name="Artist">Its credited artist.</param>
/// <param name="Collection">The folder it was imported from, or null.</param>
/// <param name="HasAudio">Whether excerpts of it can be loaded.</param>
public sealed record TrainingTrack(TrackId Id, string Artist, string? Collection, bool HasAudio)
{
    /// <summary>Its title, which may name guests.</summary>
    /// <value>Default empty.</value>
    public string Title { get; init; } = "";

    /// <summary>What its genre tags say, which the network learns from as it does from plays.</summary>
    /// <value>Default empty: nobody has said.</value>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>Loads the excerpts of one item row; null where they turn out to be absent or damaged.</summary>
/// <param name="itemRow">Row in <see cref="TrainingData.Tracks"/>.</param>
/// <param name="cancellationToken">Cancels the read.</param>
public delegate Task<IReadOnlyList<Spectrogram>?> ExcerptLoader(int itemRow, CancellationToken cancellationToken);

/// <summary>Everything both models learn from, as of one moment.</summary>
/// <param name="Tracks">Item rows in order.</param>
/// <param name="Interactions">
/// Play counts and evidence against, users × items; item rows as in <paramref name="Tracks"/>.
/// </param>
/// <param name="LoadExcerpts">Reads audio; may be called concurrently.</param>
/// <param name="CutOff">The newest listen learned from, or null without timed listens.</param>
public sealed record TrainingData(
    IReadOnlyList<TrainingTrack> Tracks,
    InteractionMatrix Interactions,
    ExcerptLoader LoadExcerpts,
    DateTimeOffset? CutOff)
{
    /// <summary>
    /// Audio vectors from elsewhere, shape (tracks, d), a zero row for a track without one. Where they are given, no
    /// network is trained and no excerpt loaded.
    /// </summary>
    public FactorMatrix? AudioVectors { get; init; }
}
