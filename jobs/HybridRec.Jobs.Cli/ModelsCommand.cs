using System.CommandLine;
using System.Globalization;
using HybridRec.Engine.Models;
using HybridRec.Engine.Storage;

namespace HybridRec.Jobs.Cli;

/// <summary><c>models</c>: the versions, and what a person decides about them.</summary>
internal static class ModelsCommand
{
    private static readonly string By = $"{Environment.UserName} (command line)";

    public static Command Create(CommandHost host) => new("models", "Lists the model versions; promotes, refuses, goes back.")
    {
        List(host),
        Decide(host, "promote", "Has a version served, whatever the gate said; its options become the anchor of later comparisons.",
            async (data, version, reason, cancel) => (version, await new ModelDecisions(data).PromoteAsync(version, By, reason, cancel))),
        Decide(host, "reject", "Refuses a version that is not served: it stays, and no rollback leads to it.",
            async (data, version, reason, cancel) =>
            {
                await new ModelDecisions(data).RejectAsync(version, By, reason, cancel);
                string? current = (await data.Models.CurrentAsync(cancel))?.Value;
                return (current ?? "", current);
            }),
        RollBack(host),
    };

    private static Command List(CommandHost host)
    {
        Command command = new("list", "Lists all versions, newest first, with data, code, seed, parent, and who decided what and why.");
        host.SetJob(
            command,
            async (_, data, _, cancellationToken) => new ModelList(
                (await data.Models.CurrentAsync(cancellationToken))?.Value,
                await data.Models.ListAsync(cancellationToken),
                data.Runs.Promotions(),
                data.Runs.Rejections()),
            Describe,
            _ => null);
        return command;
    }

    private static Command Decide(
        CommandHost host,
        string name,
        string summary,
        Func<DataFolder, string, string, CancellationToken, Task<(string Served, string? Before)>> decide)
    {
        Argument<string> version = new("VERSION") { Description = "The version, as models list shows it." };
        Option<string> reason = new("--reason") { Description = "Why; it is kept.", HelpName = "TEXT", Required = true };
        Command command = new(name, summary) { version, reason };
        host.SetJob(
            command,
            async (parsed, data, _, cancellationToken) =>
            {
                string wanted = parsed.GetRequiredValue(version);
                (string served, string? before) = await decide(data, wanted, parsed.GetRequiredValue(reason), cancellationToken);
                return new Decision(wanted, served, before);
            },
            Describe,
            _ => null);
        return command;
    }

    private static Command RollBack(CommandHost host)
    {
        Option<string> reason = new("--reason") { Description = "Why; it is kept.", HelpName = "TEXT" };
        Command command = new("rollback", "Has the version served again that was served when the current one was trained.") { reason };
        host.SetJob(
            command,
            async (parsed, data, _, cancellationToken) =>
            {
                (string served, string? before) = await new ModelDecisions(data).RollBackAsync(
                    By, parsed.GetValue(reason), cancellationToken);
                return new Decision(served, served, before);
            },
            Describe,
            _ => null);
        return command;
    }

    private static IEnumerable<string> Describe(Decision decision)
    {
        yield return decision.Served == decision.Before
            ? $"{decision.Version} is refused; {(decision.Served.Length > 0 ? decision.Served : "nothing")} is served as before"
            : $"{decision.Served} is served, before it {decision.Before ?? "nothing"}";
    }

    private static IEnumerable<string> Describe(ModelList list)
    {
        foreach (ModelManifest model in list.Models)
        {
            string data = model.DataCutOff is { } cutOff
                ? $"listens until {cutOff.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}"
                : "no timed listens";
            yield return $"{(model.Version == list.Current ? "*" : " ")} {model.Version}  {data}, code {model.Code}, seed {model.Seed}, "
                + $"parent {model.Parent ?? "none"}";
            IEnumerable<(DateTimeOffset At, string What)> decided =
            [
                .. list.Promotions.Where(one => one.Version == model.Version).Select(one => (one.At, $"promoted by {one.By}: {one.Reason}")),
                .. list.Rejections.Where(one => one.Version == model.Version).Select(one => (one.At, $"refused by {one.By}: {one.Reason}")),
            ];
            foreach ((DateTimeOffset at, string what) in decided.OrderBy(one => one.At))
            {
                yield return $"    {at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} {what}";
            }
        }

        if (list.Models.Count == 0)
        {
            yield return "There are no model versions yet.";
        }
    }

    /// <summary>What was decided.</summary>
    /// <param name="Version">The version concerned.</param>
    /// <param name="Served">The version served from now on; empty for none.</param>
    /// <param name="Before">The version served before; null for none.</param>
    internal sealed record Decision(string Version, string Served, string? Before);

    /// <summary>The registry.</summary>
    /// <param name="Current">The version to serve; null before the first promotion.</param>
    /// <param name="Models">All versions, newest first.</param>
    /// <param name="Promotions">Who made which version the one to serve, oldest first.</param>
    /// <param name="Rejections">Who refused which version, oldest first.</param>
    internal sealed record ModelList(
        string? Current,
        IReadOnlyList<ModelManifest> Models,
        IReadOnlyList<ModelPromotion> Promotions,
        IReadOnlyList<ModelRejection> Rejections);
}
