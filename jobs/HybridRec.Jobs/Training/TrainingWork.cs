using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Content;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary>
/// What the training steps of one run share, kept in the run's folder: the data as of its beginning, the recipe, the name
/// of the version to be, and what each step made. So a run that is interrupted goes on with the next step, on the same data.
/// </summary>
internal sealed class TrainingWork
{
    private const string PlanFile = "plan.json";
    private const string PlaysFile = "plays.safetensors";
    private const string MetricsFile = "metrics.json";

    /// <summary>Where an interrupted training of the network goes on.</summary>
    private const string CheckpointFolder = "network";
    private const string For = "for.";
    private const string Against = "against.";
    private const string Users = "users";
    private const string Items = "items";
    private const string Counts = "counts";

    /// <summary>How recipes are written, here and in manifests.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The same for the run's own files, among whose figures there may be no number.</summary>
    private static readonly JsonSerializerOptions OwnJson = new(Json)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly JobContext _context;
    private readonly Plan _plan;

    private TrainingWork(JobContext context, Plan plan, TrainingData data)
    {
        _context = context;
        _plan = plan;
        Data = data;
        Builder = new ModelBuilder(
            als => new ImplicitAls(als),
            new ManagedContentNetworkFactory(plan.Options.Content, context.Folder.File(CheckpointFolder)),
            plan.Options);
    }

    /// <summary>What is learned from.</summary>
    public TrainingData Data { get; }

    /// <summary>Runs the stages.</summary>
    public ModelBuilder Builder { get; }

    /// <summary>The version to be.</summary>
    public ModelVersion Version => new(_plan.Version);

    /// <summary>The version served when the run began; null if there was none.</summary>
    public string? Parent => _plan.Parent;

    /// <summary>The recipe.</summary>
    public TrainingOptions Options => _plan.Options;

    /// <summary>Figures of the steps done so far.</summary>
    public Dictionary<string, double> Metrics => _context.Folder.Has(MetricsFile)
        ? JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllBytes(_context.Folder.File(MetricsFile)))!
        : [];

    /// <summary>Opens the work of a run, or begins it: reads the data and keeps them.</summary>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="TrainingException">There is nothing to learn from.</exception>
    /// <exception cref="DamagedWorkException">A file of the run's folder is damaged.</exception>
    public static async Task<TrainingWork> OpenAsync(JobContext context, CancellationToken cancellationToken)
    {
        if (!context.Folder.Has(PlanFile))
        {
            await BeginAsync(context, cancellationToken);
        }

        Plan plan = ReadJson<Plan>(context, PlanFile);
        InteractionMatrix plays = Guard(context, PlaysFile, path => ReadPlays(path, plan));
        TrackSnapshot snapshot = await TrackSnapshot.ReadAsync(context.Data, cancellationToken);
        TrainingData data = new(
            [.. plan.Tracks.Select(track => new TrainingTrack(
                new TrackId(track.Id), track.Artist, track.Collection, track.HasAudio)
            {
                Title = track.Title,
                Tags = track.Tags,
            })],
            plays,
            (row, cancel) => snapshot.LoadExcerptsAsync(new TrackId(plan.Tracks[row].Id), cancel),
            plan.CutOff);
        return new TrainingWork(context, plan, data);
    }

    /// <summary>Whether a step's matrices were kept.</summary>
    public bool Has(string name) => _context.Folder.Has(name);

    /// <summary>Keeps matrices of this version; none of them says that the step had nothing to make.</summary>
    public void Write(string name, params ReadOnlySpan<(string Name, FactorMatrix Matrix)> matrices)
    {
        Dictionary<string, SafeTensor> tensors = [];
        foreach ((string key, FactorMatrix matrix) in matrices)
        {
            tensors.Add(key, new SafeTensor([matrix.Rows, matrix.Rank], matrix.Values));
        }

        _context.Folder.Write(name, path => SafeTensorsWriter.Write(
            path, tensors, new Dictionary<string, string> { ["version"] = _plan.Version }));
    }

    /// <summary>Reads a matrix that was kept; null if the step had nothing to make.</summary>
    /// <exception cref="DamagedWorkException">The file is damaged.</exception>
    public FactorMatrix? Read(string name, string key) => Guard(_context, name, path =>
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        return file.Tensors.TryGetValue(key, out SafeTensor? tensor)
            ? new FactorMatrix(tensor.Floats, tensor.Shape[0], tensor.Shape[1], Version)
            : null;
    });

    /// <summary>Reads something that was kept, whose damage begins the run anew.</summary>
    /// <exception cref="DamagedWorkException">The file is damaged.</exception>
    public T Read<T>(string name, Func<string, T> read) => Guard(_context, name, read);

    /// <summary>Adds the figures of a step's stages to those kept.</summary>
    public void KeepMetrics()
    {
        Dictionary<string, double> all = Metrics;
        foreach ((string name, double value) in Builder.Metrics)
        {
            all[name] = value;
        }

        _context.Folder.Write(MetricsFile, path => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(all)));
    }

    private static async Task BeginAsync(JobContext context, CancellationToken cancellationToken)
    {
        TrainingOptions options = RecipeChoice.Read(context).Recipe;
        TrainingData data = await TrainingDataReader.ReadAsync(context.Data, options.Evidence, cancellationToken);
        if (data.Tracks.Count == 0)
        {
            throw new TrainingException(
                $"There is nothing to learn from in {context.Data.Path}: import audio (import-audio) or listens (import-listens) first.");
        }

        Plan plan = new(
            ModelVersion.New(context.Clock, options.Seed).Value,
            (await context.Data.Models.CurrentAsync(cancellationToken))?.Value,
            data.CutOff,
            options,
            data.Interactions.RowCount,
            [.. data.Tracks.Select(track => new PlannedTrack(
                track.Id.Value, track.Artist, track.Title, track.Collection, track.HasAudio, track.Tags))]);
        Dictionary<string, SafeTensor> tensors = Tensors(For, data.Interactions);
        if (data.Interactions.Against is { } against)
        {
            foreach ((string name, SafeTensor tensor) in Tensors(Against, against))
            {
                tensors.Add(name, tensor);
            }
        }

        context.Folder.Write(PlaysFile, path => SafeTensorsWriter.Write(
            path, tensors, new Dictionary<string, string> { ["version"] = plan.Version }));
        WriteJson(context, PlanFile, plan);
    }

    private static InteractionMatrix ReadPlays(string path, Plan plan)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        if (file.RequireMetadata("version") != plan.Version)
        {
            throw new InvalidDataException("it is of another run");
        }

        return Matrix(For)!.WithAgainst(Matrix(Against));

        InteractionMatrix? Matrix(string side)
        {
            if (!file.Tensors.TryGetValue(side + Counts, out SafeTensor? tensor))
            {
                return side == Against ? null : throw new InvalidDataException("it holds no plays");
            }

            float[] counts = tensor.Floats;
            long[] users = file.Longs(side + Users, counts.Length);
            long[] items = file.Longs(side + Items, counts.Length);
            return InteractionMatrix.Build(
                plan.Users,
                plan.Tracks.Length,
                Enumerable.Range(0, counts.Length).Select(at => ((int)users[at], (int)items[at], counts[at])));
        }
    }

    /// <summary>One side of the evidence as three columns.</summary>
    private static Dictionary<string, SafeTensor> Tensors(string side, InteractionMatrix matrix)
    {
        (int Row, int Column, float PlayCount)[] pairs = [.. matrix.Pairs()];
        return new()
        {
            [side + Users] = new([pairs.Length], Array.ConvertAll(pairs, pair => (long)pair.Row)),
            [side + Items] = new([pairs.Length], Array.ConvertAll(pairs, pair => (long)pair.Column)),
            [side + Counts] = new([pairs.Length], Array.ConvertAll(pairs, pair => pair.PlayCount)),
        };
    }

    /// <summary>Reads what <see cref="WriteJson"/> kept.</summary>
    /// <exception cref="DamagedWorkException">The file is damaged or gone.</exception>
    public static T ReadJson<T>(JobContext context, string name) => Guard(context, name, path =>
        JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), OwnJson) ?? throw new InvalidDataException("it is empty"));

    /// <summary>Keeps something in a run's folder, whole or not at all.</summary>
    public static void WriteJson<T>(JobContext context, string name, T value) =>
        context.Folder.Write(name, path => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(value, OwnJson)));

    /// <summary>Reads a file of a run's folder, whose damage begins the run anew.</summary>
    /// <exception cref="DamagedWorkException">The file is damaged.</exception>
    public static T Guard<T>(JobContext context, string name, Func<string, T> read)
    {
        string path = context.Folder.File(name);
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or ArgumentException
            or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DamagedWorkException($"What the run kept in {path} is damaged ({error.Message.TrimEnd('.')}).", error);
        }
    }

    private sealed record PlannedTrack(long Id, string Artist, string Title, string? Collection, bool HasAudio, IReadOnlyList<string> Tags);

    private sealed record Plan(
        string Version, string? Parent, DateTimeOffset? CutOff, TrainingOptions Options, int Users, PlannedTrack[] Tracks);
}
