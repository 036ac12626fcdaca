using System.CommandLine;
using System.Text.Json;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Serving;
using HybridRec.Engine.Storage;
using HybridRec.Evaluation.OffPolicy;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Eval.Cli;

/// <summary><c>serves</c>: what the serve log tells of the generators.</summary>
internal static class ServesCommand
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(TextWriter output, TimeProvider clock)
    {
        Option<string> data = new("--data") { Description = "Data folder whose serve log and play log are read.", HelpName = "DIR", Required = true };
        Option<string> @out = new("--out") { Description = $"Folder for {ReportFiles.HtmlName} and {ReportFiles.MarkdownName}.", HelpName = "DIR" };
        Option<bool> json = new("--json") { Description = "Print the figures as JSON." };
        Option<int> seed = new("--seed") { Description = "Seed of the intervals.", DefaultValueFactory = _ => 0 };
        Command command = new(
            "serves",
            "Estimates from what was served by chance, and what listeners made of it, what other ways of giving places to generators would be "
            + "worth: inverse propensities, normalised, doubly robust, with intervals.")
        {
            data, @out, json, seed,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using DataFolder folder = await DataFolder.OpenExistingAsync(
                parsed.GetRequiredValue(data), DataFolder.DatabaseOfEnvironment, clock, cancellationToken);
            ServesReport report = ServesReport.Make(await ReadAsync(folder, cancellationToken), parsed.GetValue(seed));

            if (parsed.GetValue(@out) is { } target)
            {
                ReportFiles.Write(ServesDocument.Make(report), target);
            }

            await output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(report, JsonOptions)
                : string.Join(Environment.NewLine, ServesDocument.Summary(report)));
            return 0;
        });
        return command;
    }

    private static async Task<List<LoggedPlace>> ReadAsync(DataFolder data, CancellationToken cancellationToken)
    {
        List<LoggedPlace> places = [];
        int listener = 0;
        foreach (User user in await data.PlayLog.ReadUsersAsync(cancellationToken))
        {
            IReadOnlyList<ServedOutcome> outcomes = await ServedOutcome.ReadAsync(
                data.PlayLog, data.Catalogue, data.ServeLog, user.Id, new GeneratorBanditOptions(), cancellationToken);
            places.AddRange(outcomes.Select(outcome =>
                new LoggedPlace(listener, outcome.Source, outcome.Propensity, outcome.Liked ? 1 : 0)));
            listener++;
        }

        return places;
    }
}
