using System.Text.Json.Nodes;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Retrieval;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

public sealed class ServingBundleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hybridrec-bundle-").FullName;

    private static ModelBuilder Two() => new ModelBuilder()
        .Add([1, 2], [0.1f, -0.3f], artist: "björk", collection: "a\tb\n\"c\"", popularity: 33.25f, users: 3)
        .Add([0, 0], null, artist: "", users: 0)
        .Credit(1, "björk", "guest")
        .Genres(1, "trip hop", "électro")
        .Link(byEar: true, 1, 2, 0.5f)
        .Link(byEar: false, 1, 2, 0.25f);

    [Fact]
    public void Load_BundleFromBeforeThereWereEvidenceOptions_HasTheDefaults()
    {
        ModelBuilder builder = Two();
        ServingBundle.Write(_folder, builder.Parts());
        string table = Path.Combine(_folder, ServingBundle.TableFile);
        JsonNode json = JsonNode.Parse(File.ReadAllText(table))!;
        Assert.True(json.AsObject().Remove("evidence"));
        File.WriteAllText(table, json.ToJsonString());

        Assert.Equal(new EvidenceOptions(), ServingModel.Load(new OpenedModel(builder.Manifest(), _folder)).Evidence);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_ThenLoad_GivesTheSameModel()
    {
        ModelBuilder builder = Two();
        ServingBundle.Write(_folder, builder.Parts() with
        {
            FoldIn = new ImplicitAlsOptions { Rank = 2, Alpha = 7, Scaling = ConfidenceScaling.Linear },
            Evidence = new EvidenceOptions { HalfLifeDays = 90, SkipWeight = 2 },
            Generators = new Dictionary<string, GeneratorRecord> { ["lift"] = new(3, 7) },
            AudioVariances = [0.25f, 0.5f],
            ThemeLinks = builder.Parts().LiftLinks,
        });

        ServingModel model = ServingModel.Load(new OpenedModel(builder.Manifest(), _folder));

        Assert.Equal(builder.Version, model.Version);
        Assert.Equal([new TrackId(1), new TrackId(2)], model.Tracks.Ids);
        Assert.Equal([1, 2, 0, 0], model.BlendedItems.Values);
        Assert.Equal([0.1f, -0.3f, 0, 0], model.AudioEmbeddings!.Values);
        Assert.Equal(33.25f, model.Popularity[0]);
        Assert.Equal([3, 0], model.UserCounts.ToArray());
        Assert.Equal(new string?[] { "a\tb\n\"c\"", null }, model.Collections.ToArray());
        Assert.Equal([true, false], model.HasAudio.ToArray());
        Assert.Equal([["trip hop", "électro"], null], model.Genres.ToArray());
        Assert.Equal((0.5f, 0.25f), (model.EarLinks![0, 1], model.LiftLinks![1, 0]));
        Assert.Equal(0, model.FindArtist("björk"));
        Assert.Equal(-1, model.FindArtist("unknown"));
        Assert.Equal(7, model.FoldInOptions.Alpha);
        Assert.Equal(new EvidenceOptions { HalfLifeDays = 90, SkipWeight = 2 }, model.Evidence);
        Assert.True(model.Credits(0, new HashSet<int> { model.FindArtist("guest") }));
        Assert.False(model.Credits(1, new HashSet<int> { model.FindArtist("guest") }));
        Assert.Equal(ConfidenceScaling.Linear, model.FoldInOptions.Scaling);
        Assert.Equal([new("lift", new GeneratorRecord(3, 7))], model.Generators);
        Assert.Equal([0.25f, 0.5f], model.AudioVariances!);
        Assert.Equal(0.25f, model.ThemeLinks![1, 0]);
    }

    [Fact]
    public void Write_RelativeLines_AreLoaded()
    {
        ModelBuilder builder = Two();
        ServingModelParts parts = builder.Parts();
        ServingBundle.Write(_folder, parts with
        {
            Tracks = [parts.Tracks[0] with { RelativeScale = 2.5f, RelativeOffset = -0.75f }, parts.Tracks[1]],
        });

        ServingModel model = ServingModel.Load(new OpenedModel(builder.Manifest(), _folder));

        Assert.Equal([2.5f, 0], model.Relevance.RelativeScales);
        Assert.Equal([-0.75f, 0], model.Relevance.RelativeOffsets);
    }

    [Fact]
    public void Write_LinksAndWeights_AreLoaded()
    {
        ModelBuilder builder = Two();
        ServingBundle.Write(_folder, builder.Parts() with
        {
            Links = new SparseMatrix([0, 1, 3], [1, 0, 1], [0.5f, -1, 2], columnCount: 2),
            Relevance = new RelevanceWeights(0.5f, 1.25f, 0.1f),
        });

        ServingModel model = ServingModel.Load(new OpenedModel(builder.Manifest(), _folder));

        Assert.Equal(new RelevanceWeights(0.5f, 1.25f, 0.1f), model.Relevance.Weights);
        Assert.Equal([0, 0.5f, -1, 2], (float[])[model.Relevance.Links![0, 0], model.Relevance.Links[0, 1], model.Relevance.Links[1, 0], model.Relevance.Links[1, 1]]);
    }

    [Fact]
    public void Load_BundleFromBeforeRelevanceWasLearned_HasTheStandardWeights()
    {
        ModelBuilder builder = Two();
        ServingBundle.Write(_folder, builder.Parts());
        string path = Path.Combine(_folder, ServingBundle.TableFile);
        string text = File.ReadAllText(path);
        string old = System.Text.RegularExpressions.Regex.Replace(text, ",\"relevance\":\\{[^}]*\\}", "");
        Assert.NotEqual(text, old);
        File.WriteAllText(path, old);

        ServingModel model = ServingModel.Load(new OpenedModel(builder.Manifest(), _folder));

        Assert.Equal(RelevanceWeights.Standard, model.Relevance.Weights);
        Assert.Null(model.Relevance.Links);
    }

    [Fact]
    public void Write_Edges_AreLoadedAndSayWhatFollowsWhat()
    {
        ModelBuilder builder = new ModelBuilder().Add([1, 2], [1, 0], users: 1).Add([1, 2], [0, 1], users: 1);
        ServingBundle.Write(_folder, builder.Parts() with
        {
            Edges = new TrackEdges(
                new FactorMatrix([1, 0, 0, 1], 2, 2, builder.Version),
                new FactorMatrix([0.6f, 0.8f, 0, 0], 2, 2, builder.Version)),
        });

        ServingModel model = ServingModel.Load(new OpenedModel(builder.Manifest(), _folder));

        Assert.Equal([0.6f, 0.8f, 0, 0], model.Edges!.Outros.Values);
        Assert.Equal(0.6f, model.TransitionCosine(0, 0));
        Assert.Equal(0.8f, model.TransitionCosine(0, 1));
        Assert.Equal(0, model.TransitionCosine(1, 0));
        Assert.Equal(0, builder.Build().TransitionCosine(0, 1));
    }

    [Fact]
    public void Write_NoAudioAtAll_LoadsWithoutEmbeddings()
    {
        ModelBuilder builder = new ModelBuilder().Add([1, 0], users: 1);
        ServingBundle.Write(_folder, builder.Parts());

        Assert.Null(ServingModel.Load(new OpenedModel(builder.Manifest(), _folder)).AudioEmbeddings);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        ServingBundle.Write(_folder, Two().Parts());
        byte[][] first = [.. Directory.GetFiles(_folder).Order().Select(File.ReadAllBytes)];
        ServingBundle.Write(_folder, Two().Parts());

        Assert.Equal(first, Directory.GetFiles(_folder).Order().Select(File.ReadAllBytes));
        Assert.Equal(2, first.Length);
    }

    public static TheoryData<string, Func<ServingModelParts, ServingModelParts>> Misfits => new()
    {
        { "do not fit", parts => parts with { Tracks = [parts.Tracks[0]] } },
        { "rank 3", parts => parts with { FoldIn = new ImplicitAlsOptions { Rank = 3 } } },
        { "of model other", parts => parts with { AudioEmbeddings = new FactorMatrix(2, 2, new ModelVersion("other")) } },
        {
            "do not fit intros (2, 2) and outros (1, 2)",
            parts => parts with { Edges = new TrackEdges(new(2, 2, parts.Version), new(1, 2, parts.Version)) }
        },
        {
            "of model other",
            parts => parts with { Edges = new TrackEdges(new(2, 2, parts.Version), new(2, 2, new ModelVersion("other"))) }
        },
        { "track 2 contains NaN", parts => parts with { BlendedItems = new([1, 2, 3, float.NaN], 2, 2, parts.Version) } },
        { "occurs twice", parts => parts with { Tracks = [parts.Tracks[0], parts.Tracks[0]] } },
        { "links (1, 2)", parts => parts with { Links = new SparseMatrix([0, 0], [], [], 2) } },
        { "impossible weights", parts => parts with { Relevance = new RelevanceWeights(-1, 0, 0) } },
        {
            "track 1 has an impossible record",
            parts => parts with { Tracks = [parts.Tracks[0] with { Popularity = float.NaN }, parts.Tracks[1]] }
        },
        {
            "track 2 has an impossible record",
            parts => parts with { Tracks = [parts.Tracks[0], parts.Tracks[1] with { Weight = 1.5f }] }
        },
    };

    [Theory]
    [MemberData(nameof(Misfits), DisableDiscoveryEnumeration = true)]
    public void Write_PartsThatDoNotFit_ThrowsSayingHow(string message, Func<ServingModelParts, ServingModelParts> spoil)
    {
        ServingModelParts parts = spoil(Two().Parts());

        Assert.Contains(message, Assert.Throws<ArgumentException>(() => ServingBundle.Write(_folder, parts)).Message);
        Assert.Contains(
            message, Assert.Throws<ArgumentException>(() => new ServingModel(Two().Manifest(), parts)).Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("\"popularity\":33.25", "\"popularity\":-1", "impossible record")]
    [InlineData("\"artistKey\":\"\"", "\"artistKey\":null", "damaged")]
    [InlineData("\"rank\":2", "\"rank\":3", "expected F32 (2, 3)")]
    [InlineData("\"rank\":2", "\"rank\":-2", "rank -2")]
    [InlineData("\"format\":1", "\"format\":2", "has format 2; this program reads 1")]
    [InlineData("-00000001", "-00000002", "is of model 20260101T000000000Z-00000001")]
    [InlineData("{\"format\"", "[\"format\"", "damaged")]
    public void Load_DamagedTable_ThrowsInvalidDataSayingHow(string old, string spoilt, string message)
    {
        ModelBuilder builder = Two();
        ServingBundle.Write(_folder, builder.Parts());
        string path = Path.Combine(_folder, ServingBundle.TableFile);
        string text = File.ReadAllText(path);
        Assert.Contains(old, text);
        File.WriteAllText(path, text.Replace(old, spoilt));

        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => ServingModel.Load(new OpenedModel(builder.Manifest(), _folder)));

        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Load_TruncatedVectors_ThrowsInvalidData()
    {
        ModelBuilder builder = Two();
        ServingBundle.Write(_folder, builder.Parts());
        string path = Path.Combine(_folder, ServingBundle.VectorFile);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);

        Assert.Throws<InvalidDataException>(() => ServingModel.Load(new OpenedModel(builder.Manifest(), _folder)));
    }

    [Fact]
    public void Load_FilesOfAnotherModel_ThrowsNamingBoth()
    {
        ServingBundle.Write(_folder, Two().Parts());
        ModelManifest other = new ModelBuilder(version: "other").Manifest();

        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => ServingModel.Load(new OpenedModel(other, _folder)));

        Assert.Contains("of model 20260101T000000000Z-00000001, but its manifest is of other", error.Message);
    }
}
