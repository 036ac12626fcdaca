using System.CommandLine;
using System.Globalization;
using HybridRec.Engine.Models;
using HybridRec.Engine.Training;
using HybridRec.Jobs.Training;

namespace HybridRec.Jobs.Cli;

/// <summary><c>run JOB</c>.</summary>
internal static class RunCommand
{
    private const string Train = "train";
    private const string Seconds = "seconds.";

    public static Command Create(CommandHost host)
    {
        Argument<string> job = new("JOB")
        {
            Description = "train: learns both models from all that was imported, publishes the result and serves it.",
        };
        job.AcceptOnlyFromAmong(Train);
        Option<int> seed = new("--seed") { Description = "Seed of all chance in the training.", DefaultValueFactory = _ => 0 };
        Command command = new("run", "Runs a job now.") { job, seed };
        host.SetJob(
            command,
            (parsed, data, progress, cancellationToken) => new TrainModels(
                data, TrainingOptions.WithSeed(parsed.GetValue(seed)), host.Clock).RunAsync(progress, cancellationToken),
            Describe,
            _ => null);
        return command;
    }

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
}
