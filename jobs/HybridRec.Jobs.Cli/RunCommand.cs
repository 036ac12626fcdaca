using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using HybridRec.Engine.Models;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Cli;

/// <summary><c>run JOB</c>.</summary>
internal static class RunCommand
{
    private const string Seconds = "seconds.";

    public static Command Create(CommandHost host)
    {
        Argument<string> job = new("JOB")
        {
            Description = "train learns both models from all that was imported, publishes the result and serves it; or one of "
                + string.Join(", ", JobCatalogue.Standard.Jobs.Select(known => known.Name))
                + ", each with all that follows from it.",
        };
        job.AcceptOnlyFromAmong([.. JobCatalogue.Standard.Names]);
        Option<int?> seed = new("--seed")
        {
            Description = "Trains by this program's default options with this seed, if they prove no worse than those in service; "
                + "without it the options in service stay.",
        };
        Option<string[]> set = new("--set")
        {
            Description = "An argument of the job, such as folder=~/Music for scan-library or keep=3 for prune-models; may be repeated.",
            HelpName = "NAME=VALUE",
            DefaultValueFactory = _ => [],
        };
        set.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.IndexOf('=') < 1) is { } odd)
            {
                result.AddError($"--set {odd.Value}: write NAME=VALUE.");
            }
        });
        Command command = new("run", "Runs a job now, in this process.") { job, seed, set };
        host.SetJob(
            command,
            async (parsed, data, progress, cancellationToken) =>
            {
                Dictionary<string, string> arguments = parsed.GetValue(seed) is { } given ? new() { ["seed"] = $"{given}" } : [];
                foreach (string pair in parsed.GetValue(set)!)
                {
                    int at = pair.IndexOf('=');
                    arguments[pair[..at]] = pair[(at + 1)..];
                }

                JobRun run = await new JobRunner(data, JobCatalogue.Standard, host.Clock).RunNowAsync(
                    parsed.GetRequiredValue(job), arguments, progress, cancellationToken);
                return new RunResult(run, await ModelOfAsync(run, data, cancellationToken));
            },
            Describe,
            _ => null);
        return command;
    }

    /// <summary>The version a run had served; null for other runs.</summary>
    private static async Task<ModelManifest?> ModelOfAsync(JobRun run, DataFolder data, CancellationToken cancellationToken)
    {
        if (run.Steps[^1] is not { Job: "test-and-promote", Produced: { } produced })
        {
            return null;
        }

        using JsonDocument made = JsonDocument.Parse(produced);
        string? version = made.RootElement.GetProperty("version").GetString();
        return (await data.Models.ListAsync(cancellationToken)).FirstOrDefault(manifest => manifest.Version == version);
    }

    private static IEnumerable<string> Describe(RunResult result) => result.Model is { } model
        ? Describe(model).Append($"  {result.Run.Steps[0].Outcome}")
        : result.Run.Steps.Select(step => $"{step.Job}: {step.Outcome}");

    private static IEnumerable<string> Describe(ModelManifest manifest)
    {
        yield return $"Model {manifest.Version} is published and served";
        foreach (string note in manifest.Notes)
        {
            yield return $"  {note}";
        }

        foreach ((string name, double value) in manifest.Metrics.OrderBy(metric => metric.Key.StartsWith(Seconds, StringComparison.Ordinal)))
        {
            yield return name.StartsWith(Seconds, StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"  {name[Seconds.Length..],-20} {value,9:N1} s")
                : string.Create(CultureInfo.InvariantCulture, $"  {name,-20} {value,9:#,0.###}");
        }
    }

    /// <summary>What a run did.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Model">The version it had served; null for none.</param>
    internal sealed record RunResult(JobRun Run, ModelManifest? Model);
}
