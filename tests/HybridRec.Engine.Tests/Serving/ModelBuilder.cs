using System.Text.Json;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

/// <summary>Builds small serving models row by row. Row r is track r + 1.</summary>
internal sealed class ModelBuilder(int rank = 2, int embeddingSize = 2, string version = "20260101T000000000Z-00000001")
{
    private readonly List<ServingTrack> _tracks = [];
    private readonly List<float[]> _blended = [];
    private readonly List<float[]> _audio = [];
    private readonly List<(int Row, int Column, float Value)> _earLinks = [];
    private readonly List<(int Row, int Column, float Value)> _liftLinks = [];

    public ModelVersion Version { get; } = new(version);

    public ModelBuilder Add(
        float[]? blended = null,
        float[]? audio = null,
        string? artist = null,
        string? collection = null,
        float popularity = 0,
        int users = 0,
        bool? hasAudio = null)
    {
        int id = _tracks.Count + 1;
        _blended.Add(blended ?? new float[rank]);
        _audio.Add(audio ?? new float[embeddingSize]);
        _tracks.Add(new ServingTrack(
            new TrackId(id),
            artist ?? $"artist {id}",
            collection,
            hasAudio ?? audio is not null,
            popularity,
            users,
            users / (users + 5f)));
        return this;
    }

    /// <summary>Says whom a track credits: its main artist, then others.</summary>
    public ModelBuilder Credit(int id, string artist, params string[] others)
    {
        _tracks[id - 1] = _tracks[id - 1] with { ArtistKey = artist, OtherArtists = others.Length > 0 ? others : null };
        return this;
    }

    /// <summary>Says of what genres a track is.</summary>
    public ModelBuilder Genres(int id, params string[] genres)
    {
        _tracks[id - 1] = _tracks[id - 1] with { Genres = genres };
        return this;
    }

    /// <summary>Links two tracks by ear, or by lift, both ways.</summary>
    public ModelBuilder Link(bool byEar, int id, int other, float value)
    {
        (byEar ? _earLinks : _liftLinks).Add((id - 1, other - 1, value));
        (byEar ? _earLinks : _liftLinks).Add((other - 1, id - 1, value));
        return this;
    }

    public ServingModelParts Parts() => new()
    {
        Version = Version,
        Tracks = _tracks,
        BlendedItems = new FactorMatrix([.. _blended.SelectMany(row => row)], _tracks.Count, rank, Version),
        AudioEmbeddings = _audio.Exists(row => Array.Exists(row, value => value != 0))
            ? new FactorMatrix([.. _audio.SelectMany(row => row)], _tracks.Count, embeddingSize, Version)
            : null,
        FoldIn = new ImplicitAlsOptions { Rank = rank },
        EarLinks = Matrix(_earLinks),
        LiftLinks = Matrix(_liftLinks),
    };

    private SparseMatrix? Matrix(List<(int Row, int Column, float Value)> links) => links.Count == 0 ? null : SparseMatrix.FromRows(
        [
            .. Enumerable.Range(0, _tracks.Count).Select(row => links.Where(link => link.Row == row)
                .Select(link => new ScoredRow(link.Column, link.Value))),
        ],
        _tracks.Count);

    public ModelManifest Manifest() => new()
    {
        Version = Version.Value,
        CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Code = "test",
        Seed = 0,
        Options = JsonSerializer.SerializeToElement(new { }),
        Metrics = new Dictionary<string, double>(),
    };

    public ServingModel Build() => new(Manifest(), Parts());
}
