using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Serving;

/// <summary>What the catalogue knows of a model's tracks and the model does not: playing time, tempo, album. By row.</summary>
/// <remarks>Read once a model, and only when a request asks about one of them.</remarks>
internal sealed class TrackFacts
{
    private const int LookupSize = 10_000;

    private TrackFacts(int rows)
    {
        Seconds = new float[rows];
        Seconds.AsSpan().Fill(float.NaN);
        Tempo = new float[rows];
        Tempo.AsSpan().Fill(float.NaN);
        Albums = new int[rows];
    }

    /// <summary>Playing time in seconds; NaN where unknown.</summary>
    public float[] Seconds { get; }

    /// <summary>Beats a minute; NaN where unknown.</summary>
    public float[] Tempo { get; }

    /// <summary>A number that two tracks share exactly if they share their album; a track without one shares it with none.</summary>
    /// <remarks>An album is known by its title alone, so that a compilation is one album and not one for each artist.</remarks>
    public int[] Albums { get; }

    /// <summary>Reads them: O(tracks).</summary>
    public static async Task<TrackFacts> ReadAsync(
        ServingModel model, ICatalogue catalogue, CancellationToken cancellationToken)
    {
        TrackFacts facts = new(model.Tracks.Count);
        Dictionary<string, int> albums = new(StringComparer.Ordinal);
        int nameless = -1;
        foreach (int[] rows in Enumerable.Range(0, model.Tracks.Count).Chunk(LookupSize))
        {
            IReadOnlyDictionary<TrackId, Track> tracks = await catalogue.FindManyAsync(
                Array.ConvertAll(rows, model.Tracks.IdOf), cancellationToken);
            foreach (int row in rows)
            {
                Track? track = tracks.GetValueOrDefault(model.Tracks.IdOf(row));
                facts.Seconds[row] = (float?)track?.Duration?.TotalSeconds ?? float.NaN;
                facts.Tempo[row] = (float?)track?.Sound?.TempoBpm ?? float.NaN;
                facts.Albums[row] = AlbumOf(track) is not { Length: > 0 } album
                    ? nameless--
                    : albums.TryGetValue(album, out int number) ? number : albums[album] = albums.Count;
            }
        }

        return facts;
    }

    private static string AlbumOf(Track? track) => TextNormaliser.Words(track?.Release ?? "");
}
