using HybridRec.Eval.Cli;

namespace HybridRec.Evaluation.Tests.Cli;

public sealed class EvalCommandLineTests
{
    [Theory]
    [InlineData("simulate --tracks 3", "--tracks must be 20 to 100000, not 3.")]
    [InlineData("simulate --listeners some", "some")]
    [InlineData("simulate --nonsense", "--nonsense")]
    [InlineData("simulate --listeners 0", "--listeners must be 1 to 1000000, not 0.")]
    [InlineData("simulate --listens 5", "--listens must be 10 to 10000, not 5.")]
    [InlineData("simulate --tracks 40 --rounds 41", "41 rounds are more than the 40 tracks")]
    [InlineData("simulate --rounds 5 --change-at 5", "Tastes cannot change at round 5 of 5")]
    [InlineData("simulate --models als,svd", "There is no recommender \"svd\"")]
    [InlineData("simulate --models als-plays,random-plays", "There is no recommender \"random-plays\"")]
    [InlineData("simulate --labels genres.tsv", "--audio")]
    [InlineData("simulate --rounds 1 --out folder", "--out is for two rounds or more")]
    [InlineData("nonsense", "nonsense")]
    public async Task RunAsync_WrongUsage_ExitsWithTwoAndSaysWhat(string line, string complaint)
    {
        (int exitCode, string output, string error) = await RunAsync(line, TestContext.Current.CancellationToken);

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains(complaint, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Help_NamesTheCommand()
    {
        (int exitCode, string output, _) = await RunAsync("--help", TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        Assert.Contains("simulate", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Stopped_ExitsWith130()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(300));

        (int exitCode, _, string error) = await RunAsync("simulate", stop.Token);

        Assert.Equal(130, exitCode);
        Assert.Contains("Stopped.", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string line, CancellationToken token)
    {
        await using StringWriter output = new();
        await using StringWriter error = new();
        int exitCode = await EvalCommandLine.RunAsync(line.Split(' '), output, error, TimeProvider.System, token);
        return (exitCode, output.ToString(), error.ToString());
    }
}
