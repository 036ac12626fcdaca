using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace HybridRec.Api.Tests.Commands;

/// <summary>Runs the program itself.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hybridrec-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TokenAdd_PrintsTheTokenAloneAndRevokeTellsHowMany()
    {
        Outcome added = await RunAsync("token", "add", "alice");
        Outcome again = await RunAsync("token", "add", "ALICE", "--admin", "--json");
        Outcome revoked = await RunAsync("token", "revoke", "alice");

        Assert.Equal(0, added.Exit);
        Assert.Matches("^[A-Za-z0-9_-]{43}\n$", added.Output);
        Assert.Empty(added.Error);
        using JsonDocument json = JsonDocument.Parse(again.Output);
        Assert.True(json.RootElement.GetProperty("admin").GetBoolean());
        Assert.Equal("2 tokens of alice revoked.\n", revoked.Output);
        Assert.Equal(0, revoked.Exit);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("token", "add")]
    [InlineData("token", "add", "a/b")]
    [InlineData("token", "add", " ")]
    [InlineData("dance")]
    [InlineData("serve", "--urls", "nonsense")]
    [InlineData("serve", "--urls", "ftp://127.0.0.1:1")]
    [InlineData("serve", "--port", "1")]
    public async Task WrongUsage_Exits2WithAMessage(params string[] args)
    {
        Outcome outcome = await RunAsync(args);

        Assert.Equal(2, outcome.Exit);
        Assert.Contains("--help", outcome.Error);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task Help_Exits0AndNamesTheCommands()
    {
        Outcome outcome = await RunAsync("--help");

        Assert.Equal(0, outcome.Exit);
        Assert.Contains("serve", outcome.Output);
        Assert.Contains("token", outcome.Output);
        Assert.Contains("--data", outcome.Output);
    }

    [Fact]
    public async Task Revoke_UnknownUser_Exits1WithOneLine()
    {
        Outcome outcome = await RunAsync("token", "revoke", "nobody");

        Assert.Equal((1, "No user is named \"nobody\".\n"), (outcome.Exit, outcome.Error));
    }

    [Fact]
    public async Task DamagedDatabase_Exits1WithOneLine()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "hybridrec.db"), new string('x', 8_192), TestContext.Current.CancellationToken);

        Outcome outcome = await RunAsync("serve", "--urls", "http://127.0.0.1:0");

        Assert.Equal(1, outcome.Exit);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.Contains("hybridrec.db", outcome.Error);
    }

    [Fact]
    public async Task DataFolderIsAFile_Exits1WithOneLine()
    {
        string file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        Outcome outcome = await RunAsync("token", "add", "alice", "--data", file);

        Assert.Equal(1, outcome.Exit);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.Contains("--data", outcome.Error);
    }

    [Fact]
    public async Task Serve_AddressTaken_Exits1WithOneLine()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        string url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        Outcome outcome = await RunAsync("--urls", url);

        Assert.Equal(1, outcome.Exit);
        Assert.StartsWith($"Cannot listen on {url}: ", outcome.Error);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Serve_ByDefault_AnswersAndEndsWith0OnInterrupt()
    {
        Assert.SkipWhen(IgnoresInterrupts(), "started where interrupts are ignored (a background job of a script), which the server inherits");
        using Process process = Start("--urls", "http://127.0.0.1:0");
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        string address = line!.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal));
        using HttpClient client = new() { BaseAddress = new Uri(address) };

        string health = await client.GetStringAsync("/healthz", TestContext.Current.CancellationToken);
        using Process interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("""{"status":"up"}""", health);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Whether SIGINT, the second signal, is among those this process ignores; false where that cannot be told.</summary>
    private static bool IgnoresInterrupts()
    {
        const string Field = "SigIgn:";
        string? ignored = File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal))
            : null;
        return ignored is not null && (Convert.ToUInt64(ignored[Field.Length..].Trim(), 16) & 2) != 0;
    }

    private sealed record Outcome(int Exit, string Output, string Error);

    private async Task<Outcome> RunAsync(params string[] args)
    {
        using Process process = Start(args);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Outcome(process.ExitCode, await output, await error);
    }

    private Process Start(params string[] args)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(ApiHost).Assembly.Location);
        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        if (!args.Contains("--data"))
        {
            start.ArgumentList.Add("--data");
            start.ArgumentList.Add(_folder);
        }

        return Process.Start(start)!;
    }
}
