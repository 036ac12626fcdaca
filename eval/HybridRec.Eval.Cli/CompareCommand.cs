using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridRec.Evaluation.Comparison;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Eval.Cli;

/// <summary><c>compare</c>: is run B worse than run A, and how sure is that?</summary>
internal static class CompareCommand
{
    /// <summary>Exit code when B is significantly worse.</summary>
    private const int SignificantlyWorse = 3;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> a = new("A") { Description = "Output folder of the run compared with." };
        Argument<string> b = new("B") { Description = "Output folder of the run that is judged." };
        Option<string> metric = new("--metric") { Description = "A metric with values per user.", DefaultValueFactory = _ => "ndcg" };
        metric.AcceptOnlyFromAmong([.. Metric.All.Where(known => known.PerUser).Select(known => known.Name)]);
        Option<int?> k = new("--k") { Description = "List length; A's main length if not given." };
        Option<string> models = new("--models") { Description = "Models compared with their namesakes, by comma; all common ones if not given." };
        Option<string> modelA = new("--model-a") { Description = "A model of A, compared with --model-b instead of its namesake." };
        Option<string> modelB = new("--model-b") { Description = "A model of B." };
        Option<string> @out = new("--out") { Description = $"Folder for {ReportFiles.HtmlName} and {ReportFiles.MarkdownName}." };
        Option<bool> json = new("--json") { Description = "Print the figures as JSON." };
        Option<bool> force = new("--force") { Description = "Compare even if data, split or candidates differ; the report then says so." };
        Command command = new(
            "compare",
            "Compares two runs user by user: the paired difference B − A with its 95 % bootstrap interval and a permutation test, "
            + "Holm-corrected over the models. Exits 3 if B is significantly worse in any of them.")
        {
            a, b, metric, k, models, modelA, modelB, @out, json, force,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(modelA) is null != result.GetResult(modelB) is null)
            {
                result.AddError("--model-a and --model-b go together.");
            }
            else if (result.GetResult(modelA) is not null && result.GetResult(models) is not null)
            {
                result.AddError("Say either --models or --model-a and --model-b.");
            }

            if (result.GetResult(k) is { Tokens: [{ Value: var token }] } && int.TryParse(token, out int length) && length < 1)
            {
                result.AddError($"--k must be at least 1, not {length}.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            RunComparison comparison = RunComparer.Compare(new ComparisonRequest(parsed.GetRequiredValue(a), parsed.GetRequiredValue(b))
            {
                Metric = parsed.GetRequiredValue(metric),
                K = parsed.GetValue(k),
                Models = parsed.GetValue(models)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                Pair = parsed.GetValue(modelA) is { } first ? (first, parsed.GetRequiredValue(modelB)) : null,
                Force = parsed.GetValue(force),
            });
            IReadOnlyList<string> summary = ComparisonDocument.Summary(comparison);
            if (parsed.GetValue(@out) is { } folder)
            {
                ReportFiles.Write(ComparisonDocument.Make(comparison), folder);
            }

            await output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(comparison, JsonOptions)
                : string.Join(Environment.NewLine, summary));
            if (comparison.Worse.Count == 0)
            {
                return 0;
            }

            await error.WriteLineAsync(
                $"B is significantly worse in {string.Join(", ", comparison.Worse.Select(model => model.Title))}.");
            return SignificantlyWorse;
        });
        return command;
    }
}
