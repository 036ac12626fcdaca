using System.CommandLine;
using System.Globalization;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Cli;

/// <summary><c>import-listens FILE</c>.</summary>
internal static class ImportListensCommand
{
    private const string AnyFormat = "auto";

    public static Command Create(CommandHost host)
    {
        Argument<string> file = new("FILE")
        {
            Description = "A ListenBrainz or Spotify export (also zipped), a Last.fm CSV, or a table with user_id and item_id.",
        };
        Option<string> user = new("--user")
        {
            Description = "Whose history it is; for all formats but the table, which has a column user_id.",
            HelpName = "NAME",
        };
        Option<string> items = new("--items")
        {
            Description = "Names the items of a table: item_id with name, or with artist and title.",
            HelpName = "FILE",
        };
        Option<string> format = new("--format")
        {
            Description = "How to read the file; auto tells it by the content.",
            DefaultValueFactory = _ => AnyFormat,
        };
        format.AcceptOnlyFromAmong([AnyFormat, .. Enum.GetNames<ListenFileFormat>().Select(name => name.ToLowerInvariant())]);
        Command command = new("import-listens", "Adds a file of listening history to the play log.") { file, user, items, format };
        host.SetJob(
            command,
            (parsed, data, progress, cancellationToken) => new ImportListens(data.PlayLog, data.Catalogue, host.Clock).RunAsync(
                new ListenImportRequest(parsed.GetRequiredValue(file))
                {
                    User = parsed.GetValue(user)?.Trim(),
                    ItemsPath = parsed.GetValue(items),
                    Format = Enum.TryParse(parsed.GetValue(format), ignoreCase: true, out ListenFileFormat known) ? known : null,
                },
                progress,
                cancellationToken),
            Describe,
            summary => summary.IsUseless ? $"{summary.File}: nothing in it can be used." : null);
        return command;
    }

    private static IEnumerable<string> Describe(ListenImportSummary summary)
    {
        string kind = summary.HasTimes ? "listens" : "play counts, in place of any earlier import of this file";
        yield return $"{summary.File} ({summary.Format}: {kind})";
        yield return Count("accepted", summary.Accepted);
        yield return Count("duplicate", summary.Duplicate);
        yield return Count("rejected", summary.Rejected);
        foreach (Rejection rejection in summary.Rejections)
        {
            string more = rejection.Count > rejection.Examples.Count ? ", …" : "";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"    {rejection.Count:N0} × {rejection.Reason}: {string.Join(", ", rejection.Examples)}{more}");
        }
    }

    private static string Count(string name, long count) =>
        string.Create(CultureInfo.InvariantCulture, $"  {name,-12} {count,9:N0}");
}
