using System.Text.Json.Serialization;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Models;

/// <summary>What a model knows of one track beside its vectors.</summary>
/// <param name="Id">The track.</param>
/// <param name="ArtistKey">The artist's identity (<c>ArtistKey.Of</c>), never null.</param>
/// <param name="Collection">Top-level folder it was imported from, or null.</param>
/// <param name="HasAudio">Whether a readable audio file was present when the model was made.</param>
/// <param name="Popularity">π, 0 to 100; 0 for a track nobody played.</param>
/// <param name="UserCount">n_i, users who played it in training, ≥ 0.</param>
/// <param name="Weight">w_i = n_i / (n_i + κ), what it counts as unplayed in the users' Gram matrix, 0 to 1.</param>
public sealed record ServingTrack(
    TrackId Id, string ArtistKey, string? Collection, bool HasAudio, float Popularity, int UserCount, float Weight)
{
    /// <summary>Keys of others whom the track credits, guests among them (<c>ArtistCredits.KeysOf</c>); null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? OtherArtists { get; init; }

    /// <summary>Its genres, in words that do not depend on spelling; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Genres { get; init; }

    /// <summary>Words of its lyrics that tell what it is about, most telling first; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Themes { get; init; }

    /// <summary>Popularity-free relevance is z = RelativeScale · x·y + RelativeOffset (Decision 3); 0 where all listeners agree.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public float RelativeScale { get; init; }

    /// <summary>See <see cref="RelativeScale"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public float RelativeOffset { get; init; }
}

/// <summary>Everything training hands to serving; <see cref="ServingBundle"/> writes and reads it.</summary>
public sealed record ServingModelParts
{
    /// <summary>The training run; every matrix must carry the same.</summary>
    public required ModelVersion Version { get; init; }

    /// <summary>The tracks, in row order.</summary>
    public required IReadOnlyList<ServingTrack> Tracks { get; init; }

    /// <summary>Blended vectors, shape (tracks, rank); a zero row where nothing is known.</summary>
    public required FactorMatrix BlendedItems { get; init; }

    /// <summary>
    /// Centred audio embeddings, shape (tracks, embedding size); a zero row for a track that was not heard.
    /// Null where no track was.
    /// </summary>
    public FactorMatrix? AudioEmbeddings { get; init; }

    /// <summary>How tracks begin and end; null where no track was heard by a network of ours.</summary>
    public TrackEdges? Edges { get; init; }

    /// <summary>
    /// Variance of a track's blended vector about what its sound lets expect, by dimension, shape (rank): what is not known of a track that
    /// nobody played, as wide as scores of held-out tracks were found to vary. Null where there is no map from sound.
    /// </summary>
    public float[]? AudioVariances { get; init; }

    /// <summary>The options of the users' fold-in on <see cref="BlendedItems"/>.</summary>
    public required ImplicitAlsOptions FoldIn { get; init; }

    /// <summary>How plays, skips and words became evidence in training, and become it in the fold-in.</summary>
    public EvidenceOptions Evidence { get; init; } = new();

    /// <summary>What having played a track adds to others, shape (tracks, tracks); null for nothing.</summary>
    public SparseMatrix? Links { get; init; }

    /// <summary>Cosines to the tracks that sound most alike, hubs corrected (<see cref="NearestTracks"/>), shape (tracks, tracks); null for nothing.</summary>
    public SparseMatrix? EarLinks { get; init; }

    /// <summary>What is unusually common among those who played a track, shape (tracks, tracks); null for nothing.</summary>
    public SparseMatrix? LiftLinks { get; init; }

    /// <summary>Cosines to the tracks whose lyrics are about the same (<c>Content.ThemeSpace</c>), shape (tracks, tracks); null for nothing.</summary>
    public SparseMatrix? ThemeLinks { get; init; }

    /// <summary>What the parts of relevance count.</summary>
    public RelevanceWeights Relevance { get; init; } = RelevanceWeights.Standard;

    /// <summary>What became of each generator's picks so far, by name; empty where nothing was served yet.</summary>
    public IReadOnlyDictionary<string, GeneratorRecord> Generators { get; init; } = new Dictionary<string, GeneratorRecord>();

    /// <summary>What is wrong with the parts, fit to show a person, or null if they fit together.</summary>
    internal string? Fault()
    {
        int tracks = Tracks.Count;
        if (BlendedItems.Rows != tracks || (AudioEmbeddings is { } audio && audio.Rows != tracks))
        {
            return $"{tracks} tracks do not fit blended vectors ({BlendedItems.Rows}, {BlendedItems.Rank}) and " +
                $"audio embeddings ({AudioEmbeddings?.Rows}, {AudioEmbeddings?.Rank})";
        }

        if (Edges is var (intros, outros)
            && (AudioEmbeddings is null || intros.Rows != tracks || outros.Rows != tracks
                || intros.Rank != AudioEmbeddings.Rank || outros.Rank != AudioEmbeddings.Rank))
        {
            return $"{tracks} tracks with audio embeddings of length {AudioEmbeddings?.Rank} do not fit intros " +
                $"({intros.Rows}, {intros.Rank}) and outros ({outros.Rows}, {outros.Rank})";
        }

        foreach (SparseMatrix? links in (ReadOnlySpan<SparseMatrix?>)[Links, EarLinks, LiftLinks, ThemeLinks])
        {
            if (links is not null && (links.RowCount != tracks || links.ColumnCount != tracks))
            {
                return $"links ({links.RowCount}, {links.ColumnCount}) do not fit {tracks} tracks";
            }
        }

        if (AudioVariances is not null && (AudioVariances.Length != BlendedItems.Rank || AudioVariances.Any(value => !(value >= 0) || float.IsInfinity(value))))
        {
            return $"{AudioVariances.Length} variances, all of which must be finite and not below 0, do not fit blended vectors of rank {BlendedItems.Rank}";
        }

        if (!Relevance.IsValid)
        {
            return $"relevance has impossible weights ({Relevance})";
        }

        if (Generators.FirstOrDefault(known => !known.Value.IsValid) is { Key: { } source, Value: var record })
        {
            return $"generator \"{source}\" has impossible counts ({record})";
        }

        if (BlendedItems.Rank != FoldIn.Rank)
        {
            return $"blended vectors of rank {BlendedItems.Rank} do not fit options of rank {FoldIn.Rank}";
        }

        foreach (FactorMatrix? matrix in (ReadOnlySpan<FactorMatrix?>)[BlendedItems, AudioEmbeddings, Edges?.Intros, Edges?.Outros])
        {
            if (matrix is not null && matrix.Version != Version)
            {
                return $"vectors of model {matrix.Version} are mixed into model {Version}";
            }

            int bad = matrix is null ? -1 : Array.FindIndex(matrix.Values, value => !float.IsFinite(value));
            if (bad >= 0)
            {
                return $"the vector of track {Tracks[bad / matrix!.Rank].Id.Value} contains {matrix.Values[bad]}";
            }
        }

        HashSet<TrackId> seen = new(tracks);
        foreach (ServingTrack track in Tracks)
        {
            if (!seen.Add(track.Id))
            {
                return $"track {track.Id.Value} occurs twice";
            }

            if (track.ArtistKey is null
                || track.Popularity is not (>= 0 and <= 100)
                || track.UserCount < 0
                || track.Weight is not (>= 0 and <= 1)
                || !float.IsFinite(track.RelativeScale)
                || !float.IsFinite(track.RelativeOffset))
            {
                return $"track {track.Id.Value} has an impossible record ({track})";
            }
        }

        return null;
    }
}
