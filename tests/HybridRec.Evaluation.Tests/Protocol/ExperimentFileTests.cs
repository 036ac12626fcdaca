using HybridRec.Evaluation.Lineup;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tests.Protocol;

public sealed class ExperimentFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Whole_GivesEveryPart()
    {
        ExperimentFile file = ExperimentFile.Read(_folder.Write("e.json", """
            {
              // what is compared
              "models": ["als", "hybrid@0.5", "als"], "k": [20, 5, 5],
              "set": { "als.rank": 16, "als.scaling": "Linear" },
              "space": { "als.rank": [8, 16] }, "trials": 7,
            }
            """));

        Assert.Equal([new ModelName("als"), new ModelName("hybrid", 0.5)], file.Models!);
        Assert.Equal([5, 20], file.Ks!);
        Assert.Equal("16", file.Settings.Values["als.rank"]);
        Assert.Equal(["als.rank"], file.Space!.Options);
        Assert.Equal(7, file.Trials);
    }

    [Fact]
    public void Read_Empty_LeavesEverythingToTheCommandLine()
    {
        ExperimentFile file = ExperimentFile.Read(_folder.Write("e.json", "{}"));

        Assert.Equal(new ExperimentFile(null, null, file.Settings, null, null), file);
        Assert.Empty(file.Settings.Values);
    }

    [Theory]
    [InlineData("""{"model": ["als"]}""", "there is no \"model\"")]
    [InlineData("""{"models": ["bpr"]}""", "There is no model \"bpr\"")]
    [InlineData("""{"set": {"als.ranks": 1}}""", "There is no option als.ranks")]
    [InlineData("""{"k": ["x"]}""", "e.json")]
    [InlineData("""{"k": []}""", "\"k\" names none")]
    [InlineData("""{"k": [0]}""", "\"k\" must be 1 to 10000, not 0")]
    [InlineData("""{"trials": 0}""", "\"trials\" must be 1 to 10000, not 0")]
    [InlineData("""{"models": []}""", "\"models\" names none")]
    [InlineData("""{"k": """, "e.json")]
    [InlineData("[]", "e.json")]
    public void Read_Wrong_NamesTheFileAndTheFault(string json, string message)
    {
        string path = _folder.Write("e.json", json);

        Assert.Contains(message, Assert.Throws<EvaluationException>(() => ExperimentFile.Read(path)).Message);
    }

    [Fact]
    public void Read_Missing_Throws() => Assert.Throws<EvaluationException>(() => ExperimentFile.Read(Path.Combine(_folder.Path, "none")));
}
