using System.Numerics.Tensors;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Serving;

/// <summary>One trained model, ready to answer requests. Immutable and thread-safe.</summary>
public sealed class ServingModel
{
    private const int FreshListeners = 3;

    private readonly float[] _popularity;
    private readonly int[] _userCounts;
    private readonly int[] _artists;
    private readonly int[] _rowsByArtist;
    private readonly int[] _artistStarts;
    private readonly int[]?[] _others;
    private readonly string?[] _collections;
    private readonly IReadOnlyList<string>?[] _genres;
    private readonly bool[] _hasAudio;
    private readonly Dictionary<string, int> _artistNumbers = new(StringComparer.Ordinal);
    private int _nobodies = -1;

    /// <summary>Makes a model of its parts.</summary>
    /// <param name="manifest">The record of the training run.</param>
    /// <param name="parts">The parts; not copied, and not to be changed afterwards.</param>
    /// <exception cref="ArgumentException">The parts do not fit together or are of another version.</exception>
    /// <remarks>O(tracks · rank²): the Gram matrices of both fold-ins are computed here.</remarks>
    public ServingModel(ModelManifest manifest, ServingModelParts parts)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Fault() is { } fault)
        {
            throw new ArgumentException($"Not a serving model: {fault}.", nameof(parts));
        }

        if (manifest.Version != parts.Version.Value)
        {
            throw new ArgumentException($"The manifest is of model {manifest.Version}, the parts of {parts.Version}.");
        }

        Manifest = manifest;
        Tracks = new Vocabulary<TrackId>(parts.Tracks.Select(track => track.Id));
        BlendedItems = parts.BlendedItems;
        AudioEmbeddings = parts.AudioEmbeddings;
        Edges = parts.Edges;
        FoldInOptions = parts.FoldIn;
        Evidence = parts.Evidence;
        Generators = parts.Generators;
        AudioVariances = parts.AudioVariances;
        Weights = [.. parts.Tracks.Select(track => track.Weight)];
        _popularity = [.. parts.Tracks.Select(track => track.Popularity)];
        _userCounts = [.. parts.Tracks.Select(track => track.UserCount)];
        _collections = [.. parts.Tracks.Select(track => track.Collection)];
        _genres = [.. parts.Tracks.Select(track => track.Genres)];
        Buffers = new RowBuffers(parts.Tracks.Count);
        EarLinks = parts.EarLinks;
        ThemeLinks = parts.ThemeLinks;
        Themes = [.. parts.Tracks.Select(track => track.Themes)];
        LiftLinks = parts.LiftLinks;
        _hasAudio = [.. parts.Tracks.Select(track => track.HasAudio)];
        _artists = [.. parts.Tracks.Select(track => NumberOf(track.ArtistKey))];
        _others = [.. parts.Tracks.Select(track => track.OtherArtists?.Select(NumberOf).ToArray())];
        _rowsByArtist = [.. Enumerable.Range(0, _artists.Length).Where(row => _artists[row] >= 0).OrderBy(row => _artists[row])];
        _artistStarts = new int[_artistNumbers.Count + 1];
        foreach (int row in _rowsByArtist)
        {
            _artistStarts[_artists[row] + 1]++;
        }

        for (int artist = 0; artist < _artistNumbers.Count; artist++)
        {
            _artistStarts[artist + 1] += _artistStarts[artist];
        }

        Relevance = new RelevanceSpace(
            new FoldIn(BlendedItems, parts.Tracks.Select(track => track.Weight).ToArray(), FoldInOptions),
            [.. parts.Tracks.Select(track => track.RelativeScale)],
            [.. parts.Tracks.Select(track => track.RelativeOffset)],
            parts.Links,
            AudioEmbeddings is null ? null : EarSpace.Of(AudioEmbeddings),
            parts.Relevance);
        FreshRows = [.. Enumerable.Range(0, Tracks.Count).Where(row => _userCounts[row] < FreshListeners && AudioNorms[row] > 0)];
    }

    /// <summary>The record of the training run.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>The training run.</summary>
    public ModelVersion Version => BlendedItems.Version;

    /// <summary>The tracks the model knows; their rows are those of all other members.</summary>
    public Vocabulary<TrackId> Tracks { get; }

    /// <summary>Blended vectors, shape (tracks, rank); a zero row where nothing is known.</summary>
    public FactorMatrix BlendedItems { get; }

    /// <summary>Centred audio embeddings, shape (tracks, embedding size), a zero row where not heard; null where none was.</summary>
    public FactorMatrix? AudioEmbeddings { get; }

    /// <summary>How tracks begin and end; null where no track was heard by a network of ours.</summary>
    public TrackEdges? Edges { get; }

    /// <summary>The options of the users' fold-in.</summary>
    public ImplicitAlsOptions FoldInOptions { get; }

    /// <summary>How plays, skips and words become evidence: as in the model's training.</summary>
    public EvidenceOptions Evidence { get; }

    /// <summary>See <see cref="ServingModelParts.AudioVariances"/>.</summary>
    internal float[]? AudioVariances { get; }

    /// <summary>w_i by row: n_i ÷ (n_i + κ), how far plays have taken the place of what sound lets expect.</summary>
    internal float[] Weights { get; }

    /// <summary>What became of each generator's picks with all listeners, as of the training.</summary>
    public IReadOnlyDictionary<string, GeneratorRecord> Generators { get; }

    /// <summary>π by row, 0 to 100.</summary>
    public ReadOnlySpan<float> Popularity => _popularity;

    /// <summary>n_i by row: users who played the track in training.</summary>
    public ReadOnlySpan<int> UserCounts => _userCounts;

    /// <summary>A number by row that two tracks share exactly if they share their artist.</summary>
    public ReadOnlySpan<int> Artists => _artists;

    /// <summary><see cref="Artists"/> as groups for a cap; not to be changed.</summary>
    internal int[] ArtistGroups => _artists;

    /// <summary>Collection by row, or null.</summary>
    public ReadOnlySpan<string?> Collections => _collections;

    /// <summary>Genres by row, in words that do not depend on spelling, or null.</summary>
    public ReadOnlySpan<IReadOnlyList<string>?> Genres => _genres;

    /// <summary>Whether a readable audio file was present when the model was made, by row.</summary>
    public ReadOnlySpan<bool> HasAudio => _hasAudio;

    /// <summary>See <see cref="ServingModelParts.EarLinks"/>.</summary>
    internal SparseMatrix? EarLinks { get; }

    /// <summary>See <see cref="ServingModelParts.ThemeLinks"/>.</summary>
    internal SparseMatrix? ThemeLinks { get; }

    /// <summary>See <see cref="ServingTrack.Themes"/>, by row.</summary>
    internal IReadOnlyList<string>?[] Themes { get; }

    /// <summary>See <see cref="ServingModelParts.LiftLinks"/>.</summary>
    internal SparseMatrix? LiftLinks { get; }

    /// <summary>Arrays by row for requests.</summary>
    internal RowBuffers Buffers { get; }

    /// <summary>What a listener's relevance is made of.</summary>
    internal RelevanceSpace Relevance { get; }

    /// <summary>Length of the blended vector by row; 0 where nothing is known.</summary>
    internal ReadOnlySpan<float> BlendedNorms => Relevance.BlendedNorms;

    /// <summary>Length of the centred audio embedding by row; 0 where the track was not heard.</summary>
    internal ReadOnlySpan<float> AudioNorms => Relevance.AudioNorms;

    /// <summary>Loads a model from the files <see cref="ServingBundle.Write"/> wrote.</summary>
    /// <param name="opened">A verified model version.</param>
    /// <exception cref="InvalidDataException">A file is damaged or does not fit the others; the message says how.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static ServingModel Load(OpenedModel opened)
    {
        ArgumentNullException.ThrowIfNull(opened);
        ServingModelParts parts = ServingBundle.Read(opened.Folder);
        return parts.Version == opened.Manifest.ModelVersion
            ? new ServingModel(opened.Manifest, parts)
            : throw new InvalidDataException(
                $"{opened.Folder} holds files of model {parts.Version}, but its manifest is of {opened.Manifest.Version}.");
    }

    /// <summary>The number of an artist in <see cref="Artists"/>, or −1 if the model knows no track of theirs.</summary>
    /// <param name="artistKey">The artist's identity.</param>
    internal int FindArtist(string artistKey) => _artistNumbers.GetValueOrDefault(artistKey, -1);

    /// <summary>Rows of the tracks whose main artist is one, ascending; none for nobody.</summary>
    /// <param name="artist">A number of <see cref="Artists"/>.</param>
    internal ReadOnlySpan<int> RowsOf(int artist) => artist < 0 ? [] : _rowsByArtist.AsSpan(_artistStarts[artist].._artistStarts[artist + 1]);

    /// <summary>The numbers of the artists that a listener never wants, as far as the model knows a track of theirs.</summary>
    internal HashSet<int> Find(NeverArtists never)
    {
        HashSet<int> found = [.. never.Keys.Select(FindArtist).Where(artist => artist >= 0)];
        foreach (TrackId track in never.OfTracks)
        {
            if (Tracks.TryGetRow(track, out int row))
            {
                found.Add(_artists[row]);
            }
        }

        return found;
    }

    /// <summary>Whether a track is by any of some artists, as main artist or guest.</summary>
    /// <param name="row">The track's row.</param>
    /// <param name="artists">Numbers from <see cref="FindArtist"/> or <see cref="Artists"/>.</param>
    internal bool Credits(int row, IReadOnlySet<int> artists) => artists.Count > 0
        && (artists.Contains(_artists[row]) || (_others[row] is { } others && Array.Exists(others, artists.Contains)));

    /// <summary>Rows heard by the network, but by too few listeners to be judged by: fewer than the map from sound learns from. Ascending.</summary>
    internal int[] FreshRows { get; }

    /// <summary>Cosine of two tracks' blended vectors; 0 where one has none.</summary>
    internal float BlendedCosine(int row, int other) => Cosine(BlendedItems, Relevance.BlendedNorms, row, other);

    /// <summary>Cosine of two tracks' centred audio embeddings; 0 where one was not heard.</summary>
    internal float AudioCosine(int row, int other) => Cosine(AudioEmbeddings, Relevance.AudioNorms, row, other);

    /// <summary>Cosine of one track's end and another's beginning, by ear; 0 where either was not heard.</summary>
    internal float TransitionCosine(int row, int next) =>
        Edges is null ? 0 : TensorPrimitives.Dot<float>(Edges.Outros.Row(row), Edges.Intros.Row(next));

    /// <summary>How alike two tracks are: in the blended space, by ear where only that is known of both, else 0.</summary>
    internal float Cosine(int row, int other) => BlendedNorms[row] > 0 && BlendedNorms[other] > 0
        ? BlendedCosine(row, other)
        : AudioCosine(row, other);

    private static float Cosine(FactorMatrix? vectors, float[] norms, int row, int other)
    {
        float lengths = norms[row] * norms[other];
        return lengths > 0 ? TensorPrimitives.Dot<float>(vectors!.Row(row), vectors.Row(other)) / lengths : 0;
    }

    private int NumberOf(string artistKey)
    {
        if (ArtistKey.IsPlaceholder(artistKey))
        {
            // "Unknown artist" is nobody: two tracks of nobody share no artist.
            return --_nobodies;
        }

        if (!_artistNumbers.TryGetValue(artistKey, out int number))
        {
            _artistNumbers[artistKey] = number = _artistNumbers.Count;
        }

        return number;
    }
}
