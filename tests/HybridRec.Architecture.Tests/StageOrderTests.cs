using System.Text.RegularExpressions;

namespace HybridRec.Architecture.Tests;

/// <summary>Keeps the engine's folders in the order of the data flow: a file uses only folders to its left.</summary>
public sealed partial class StageOrderTests
{
    // Serving and Training share the last place: neither may use the other.
    private static readonly string[][] Order =
    [
        ["Diagnostics"], ["Numerics"], ["Catalogue"], ["Listens"], ["Interactions"], ["Measurement"], ["Audio"],
        ["Content"], ["Factorization"], ["Neighbours"], ["Blending"], ["Retrieval"], ["Reranking"], ["Playlists"],
        ["Models"], ["Serving", "Training"],
    ];

    private static readonly string Engine = Path.Combine("engine", "HybridRec.Engine");

    [Fact]
    public void EngineFiles_LieInAStageFolder()
    {
        string[] known = [.. Order.SelectMany(stage => stage)];

        string[] strays = [.. Repository.SourceFiles(Engine)
            .Where(file => !known.Contains(StageOf(file)))
            .Select(Repository.Relative)];

        Assert.Empty(strays);
    }

    [Fact]
    public void EngineFiles_DeclareTheNamespaceOfTheirFolder()
    {
        string[] wrong = [.. Repository.SourceFiles(Engine)
            .Where(file => !File.ReadAllText(file).Contains($"namespace HybridRec.Engine.{StageOf(file)};"))
            .Select(Repository.Relative)];

        Assert.Empty(wrong);
    }

    [Fact]
    public void EngineFiles_UseOnlyStagesToTheirLeft()
    {
        List<string> violations = [];
        foreach (string file in Repository.SourceFiles(Engine))
        {
            violations.AddRange(Violations(StageOf(file), File.ReadAllText(file))
                .Select(used => $"{Repository.Relative(file)} uses {used}"));
        }

        Assert.Empty(violations);
    }

    [Fact]
    public void EngineFiles_HideNoStageBehindAGlobalUsing()
    {
        string[] hiding = [.. Repository.SourceFiles(Engine)
            .Where(file => GlobalUsing().IsMatch(File.ReadAllText(file)))
            .Select(Repository.Relative)];

        Assert.Empty(hiding);
    }

    [Theory]
    [InlineData("Numerics", "using HybridRec.Engine.Retrieval;", "Retrieval")]
    [InlineData("Serving", "using HybridRec.Engine.Training;", "Training")]
    [InlineData("Training", "var x = new HybridRec.Engine.Serving.ServingModel();", "Serving")]
    public void Violations_OfARuleBreaker_NameTheStage(string stage, string source, string used)
    {
        Assert.Equal([used], Violations(stage, source));
    }

    [Theory]
    [InlineData("Retrieval", "using HybridRec.Engine.Numerics;")]
    [InlineData("Audio", "using HybridRec.Engine.Audio;")]
    [InlineData("Numerics", "/// see HybridRec.Engine.Retrieval")]
    public void Violations_OfAGoodFile_AreNone(string stage, string source)
    {
        Assert.Empty(Violations(stage, source));
    }

    private static IEnumerable<string> Violations(string stage, string source)
    {
        string code = Comment().Replace(source, "");
        int place = PlaceOf(stage);
        return StageName().Matches(code)
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .Where(used => used != stage && PlaceOf(used) >= place);
    }

    private static int PlaceOf(string stage) => Array.FindIndex(Order, stages => stages.Contains(stage));

    private static string StageOf(string file) =>
        Path.GetRelativePath(Path.Combine(Repository.Root, Engine), file).Split(Path.DirectorySeparatorChar)[0];

    [GeneratedRegex(@"HybridRec\.Engine\.(?!Storage)([A-Z][A-Za-z]+)")]
    private static partial Regex StageName();

    [GeneratedRegex("//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"global\s+using\s+(static\s+)?HybridRec\.")]
    private static partial Regex GlobalUsing();
}
