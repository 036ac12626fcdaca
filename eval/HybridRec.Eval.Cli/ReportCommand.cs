using System.CommandLine;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Eval.Cli;

/// <summary><c>report</c>: several reports in one file.</summary>
internal static class ReportCommand
{
    public static Command Create(TextWriter output)
    {
        Argument<string[]> folders = new("FOLDER")
        {
            Description = "Output folders of run, content, audit, compare or simulate, in the order of the report.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> title = new("--title") { Description = "Title of the report.", DefaultValueFactory = _ => "Evaluation" };
        Option<string> @out = new("--out") { Description = "Folder for the joint report.", HelpName = "DIR", Required = true };
        Command command = new(
            "report",
            "Puts the reports of several commands into one self-contained file: how well the models rank, what the network "
            + "hears, what the audit found.")
        {
            folders, title, @out,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string folder = parsed.GetRequiredValue(@out);
            ReportDocument[] documents = [.. parsed.GetRequiredValue(folders).Select(ReportFiles.Read)];
            ReportFiles.Write(ReportFiles.Join(parsed.GetRequiredValue(title), documents), folder);
            await output.WriteLineAsync($"Report: {Path.Combine(folder, ReportFiles.HtmlName)}".AsMemory(), cancellationToken);
            return 0;
        });
        return command;
    }
}
