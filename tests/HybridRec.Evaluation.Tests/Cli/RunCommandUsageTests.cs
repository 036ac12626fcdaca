namespace HybridRec.Evaluation.Tests.Cli;

public sealed class RunCommandUsageTests
{
    [Theory]
    [InlineData("run", "Give one source")]
    [InlineData("run --train a", "--train and --test belong together")]
    [InlineData("run --train a --test b --interactions c", "Give one source")]
    [InlineData("run --interactions a --data b", "Give one source")]
    [InlineData("run --train a --test b --split random:0.2", "--split is for")]
    [InlineData("run --interactions a --valid b", "--valid belongs to")]
    [InlineData("run --data a --items b", "--items and --vectors belong to tables")]
    [InlineData("run --data a --vectors b", "--items and --vectors belong to tables")]
    [InlineData("run --interactions a --split thirds", "There is no split 'thirds'")]
    [InlineData("run --interactions a --split random:2", "not a number inside (0, 1)")]
    [InlineData("run --interactions a --models als,bpr", "There is no model \"bpr\"")]
    [InlineData("run --interactions a --models ,", "No model is named")]
    [InlineData("run --interactions a --models hybrid@2", "The dial goes from 0 to 1")]
    [InlineData("run --interactions a --models als --frontier", "--frontier names its own models")]
    [InlineData("run --interactions a --reference popular", "There is no model \"popular\"")]
    [InlineData("run --interactions a --k 10,x", "not \"x\"")]
    [InlineData("run --interactions a --k 0", "not \"0\"")]
    [InlineData("run --interactions a --candidates some", "'some'")]
    [InlineData("run --interactions a --set als.ranks=3", "There is no option als.ranks")]
    [InlineData("run --interactions a --set als.rank", "name=value")]
    [InlineData("run --interactions a --set als.rank=0", "between 1 and 1024")]
    [InlineData("run --interactions a --reference als,ease", "There is no model \"als,ease\"")]
    [InlineData("run --interactions a --trials 4", "--trials is for --tune")]
    [InlineData("run --interactions a --tune --trials 0", "--trials must be 1 to 10000, not 0")]
    public async Task Run_WrongUsage_ExitsWithTwoAndSaysWhat(string line, string complaint)
    {
        (int exitCode, string output, string error) = await CommandLine.RunAsync(line.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains(complaint, error, StringComparison.Ordinal);
    }
}
