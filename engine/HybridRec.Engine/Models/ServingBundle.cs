using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;

namespace HybridRec.Engine.Models;

/// <summary>The files of a serving model: <c>serving.json</c> (tracks, options) and <c>serving.safetensors</c> (vectors).</summary>
/// <remarks>Both name the model version, so that files of two trainings cannot be mixed unnoticed.</remarks>
public static class ServingBundle
{
    /// <summary>File of the track table and the options.</summary>
    public const string TableFile = "serving.json";

    /// <summary>File of the vectors.</summary>
    public const string VectorFile = "serving.safetensors";

    private const int Format = 1;
    private const string Blended = "blended";
    private const string Audio = "audio";
    private const string AudioVariances = "audio.variances";
    private const string Intros = "audio.intros";
    private const string Outros = "audio.outros";
    private const string Links = "links";
    private const string EarLinks = "ear-links";
    private const string LiftLinks = "lift-links";
    private const string ThemeLinks = "theme-links";
    private const string Starts = ".starts";
    private const string Columns = ".columns";
    private const string Values = ".values";
    private const string VersionKey = "version";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(), new TrackIdConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes the files; the same parts give the same bytes.</summary>
    /// <param name="folder">An existing folder; files of the same names are overwritten.</param>
    /// <param name="parts">The model.</param>
    /// <exception cref="ArgumentException">The parts do not fit together; the message says how.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Write(string folder, ServingModelParts parts)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Fault() is { } fault)
        {
            throw new ArgumentException($"Not a serving model: {fault}.", nameof(parts));
        }

        Dictionary<string, SafeTensor> tensors = new() { [Blended] = Tensor(parts.BlendedItems) };
        if (parts.AudioEmbeddings is { } audio)
        {
            tensors[Audio] = Tensor(audio);
        }

        if (parts.Edges is var (intros, outros))
        {
            tensors[Intros] = Tensor(intros);
            tensors[Outros] = Tensor(outros);
        }

        Add(tensors, Links, parts.Links);
        if (parts.AudioVariances is { } variances)
        {
            tensors[AudioVariances] = new SafeTensor([variances.Length], variances);
        }

        Add(tensors, EarLinks, parts.EarLinks);
        Add(tensors, ThemeLinks, parts.ThemeLinks);
        Add(tensors, LiftLinks, parts.LiftLinks);

        SafeTensorsWriter.Write(
            Path.Combine(folder, VectorFile),
            tensors,
            new Dictionary<string, string> { [VersionKey] = parts.Version.Value });

        using FileStream table = new(Path.Combine(folder, TableFile), FileMode.Create, FileAccess.Write, FileShare.None);
        JsonSerializer.Serialize(table, Table.Of(parts), Json);
        table.Flush(flushToDisk: true);
    }

    /// <summary>Reads what <see cref="Write"/> wrote and checks that it fits together.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InvalidDataException">A file is damaged or does not fit the other; the message says how.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static ServingModelParts Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, TableFile);
        Table table = ReadTable(path);
        if (table.Format != Format)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"{path} has format {table.Format}; this program reads {Format}."));
        }

        SafeTensorsFile vectors = SafeTensorsFile.Read(Path.Combine(folder, VectorFile));
        string vectorVersion = vectors.RequireMetadata(VersionKey);
        if (vectorVersion != table.Version)
        {
            throw new InvalidDataException(
                $"{folder}: {VectorFile} is of model {vectorVersion}, {TableFile} of model {table.Version}.");
        }

        int rows = table.Tracks.Length;
        ModelVersion version = new(table.Version);
        ServingModelParts parts = new()
        {
            Version = version,
            Tracks = table.Tracks,
            BlendedItems = new FactorMatrix(
                vectors.Floats(Blended, rows, table.FoldIn.Rank), rows, table.FoldIn.Rank, version),
            AudioEmbeddings = Matrix(Audio),
            AudioVariances = vectors.Tensors.ContainsKey(AudioVariances) ? vectors.Floats(AudioVariances, table.FoldIn.Rank) : null,
            // Bundles from before there were edges have none.
            Edges = Matrix(Intros) is { } intros && Matrix(Outros) is { } outros ? new TrackEdges(intros, outros) : null,
            FoldIn = table.FoldIn,
            Evidence = table.Evidence ?? new(),
            Links = ReadLinks(folder, vectors, Links, rows),
            EarLinks = ReadLinks(folder, vectors, EarLinks, rows),
            ThemeLinks = ReadLinks(folder, vectors, ThemeLinks, rows),
            LiftLinks = ReadLinks(folder, vectors, LiftLinks, rows),
            Relevance = table.Relevance ?? RelevanceWeights.Standard,
            Generators = table.Generators ?? [],
        };

        return parts.Fault() is { } fault ? throw new InvalidDataException($"{folder}: {fault}.") : parts;

        FactorMatrix? Matrix(string name) => vectors.Tensors.TryGetValue(name, out SafeTensor? tensor) && tensor.Shape.Count == 2
            ? new FactorMatrix(vectors.Floats(name, rows, tensor.Shape[1]), rows, tensor.Shape[1], version)
            : null;
    }

    private static void Add(Dictionary<string, SafeTensor> tensors, string name, SparseMatrix? links)
    {
        if (links is not null)
        {
            tensors[name + Starts] = new SafeTensor([links.Starts.Length], links.Starts);
            tensors[name + Columns] = new SafeTensor([links.AllColumns.Length], links.AllColumns);
            tensors[name + Values] = new SafeTensor([links.AllValues.Length], links.AllValues);
        }
    }

    private static SparseMatrix? ReadLinks(string folder, SafeTensorsFile vectors, string name, int rows)
    {
        if (!vectors.Tensors.TryGetValue(name + Values, out SafeTensor? values))
        {
            return null;
        }

        int count = (int)values.Count;
        try
        {
            return new SparseMatrix(
                vectors.Longs(name + Starts, rows + 1),
                vectors.Longs(name + Columns, count),
                vectors.Floats(name + Values, count),
                rows);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{folder}: {name} are damaged: {e.Message}", e);
        }
    }

    private static SafeTensor Tensor(FactorMatrix matrix) => new([matrix.Rows, matrix.Rank], matrix.Values);

    private static Table ReadTable(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            Table table = JsonSerializer.Deserialize<Table>(file, Json)
                ?? throw new InvalidDataException($"{path} is empty.");
            return table.FoldIn.Rank >= 1 && ModelVersion.IsValid(table.Version)
                ? table
                : throw new InvalidDataException(
                    $"{path} has rank {table.FoldIn.Rank} and version \"{table.Version}\", which cannot be.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is damaged: {e.Message}", e);
        }
    }

    private sealed record Table(int Format, string Version, ImplicitAlsOptions FoldIn, ServingTrack[] Tracks)
    {
        /// <summary>Null in a bundle from before there were such options: it was made by the defaults.</summary>
        public EvidenceOptions? Evidence { get; init; }

        /// <summary>Null in a bundle from before there were such weights.</summary>
        public RelevanceWeights? Relevance { get; init; }

        /// <summary>Null in a bundle from before anything was counted.</summary>
        public Dictionary<string, GeneratorRecord>? Generators { get; init; }

        public static Table Of(ServingModelParts parts) =>
            new(ServingBundle.Format, parts.Version.Value, parts.FoldIn, [.. parts.Tracks])
            {
                Evidence = parts.Evidence,
                Relevance = parts.Relevance,
                Generators = new(parts.Generators.OrderBy(known => known.Key, StringComparer.Ordinal)),
            };
    }

    private sealed class TrackIdConverter : JsonConverter<TrackId>
    {
        public override TrackId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, TrackId value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }
}
