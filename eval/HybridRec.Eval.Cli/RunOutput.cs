using HybridRec.Evaluation;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Eval.Cli;

/// <summary>The output folder of <c>run</c>.</summary>
internal sealed class RunOutput : IDisposable
{
    private readonly string _folder;
    private readonly bool _wantsLists;
    private RecommendationsFile? _lists;

    /// <param name="folder">
    /// The folder; made if it is not there. Lists of an earlier run are deleted, so that nobody recomputes this run's
    /// figures from them.
    /// </param>
    /// <param name="wantsLists">Whether the lists themselves are wanted too.</param>
    /// <exception cref="EvaluationException">The folder cannot be made or written to.</exception>
    public RunOutput(string folder, bool wantsLists)
    {
        _wantsLists = wantsLists;
        _folder = Guard(() => Directory.CreateDirectory(folder).FullName, folder);
        Guard(DeleteLists, folder);
    }

    /// <summary>Where tuning keeps its trials.</summary>
    public string TuningLog => Path.Combine(_folder, "tuning.jsonl");

    private string ListsPath => Path.Combine(_folder, "recommendations.tsv");

    private string ItemsPath => Path.Combine(_folder, "items.tsv");

    /// <summary>Takes a model's lists as soon as they are made.</summary>
    public void Add(EvaluationData data, RankedModel ranked)
    {
        if (_wantsLists)
        {
            _lists ??= Guard(() => new RecommendationsFile(ListsPath, data), _folder);
            Guard(() => Write(ranked), _folder);
        }

        bool Write(RankedModel model)
        {
            _lists.Write(model.Name, model.Lists);
            return true;
        }
    }

    /// <summary>Writes everything a finished run has found.</summary>
    public void Write(RunReport report, EvaluationRun run, EvaluationData data)
    {
        RunReportFile.Write(report, _folder);
        PerUserFile.Write(_folder, [.. run.UserRows.Select(data.Users.IdOf)], run.PerUser);
        ReportFiles.Write(RunReportDocument.Make(report), _folder);
        Guard(() => WriteLists(), _folder);

        bool WriteLists()
        {
            _lists?.Dispose();
            if (_wantsLists)
            {
                ItemsFile.Write(ItemsPath, data, run.Items!);
            }

            return true;
        }
    }

    /// <summary>Tells a person, or a program.</summary>
    public async Task PrintAsync(RunReport report, bool asJson, TextWriter output)
    {
        if (asJson)
        {
            await output.WriteAsync(await File.ReadAllTextAsync(Path.Combine(_folder, RunReportFile.Name)));
            return;
        }

        foreach (string line in RunTable.Lines(report))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync($"Report: {Path.Combine(_folder, "report.html")}");
    }

    public void Dispose() => _lists?.Dispose();

    private bool DeleteLists()
    {
        File.Delete(ListsPath);
        File.Delete(ItemsPath);
        return true;
    }

    private static T Guard<T>(Func<T> write, string folder)
    {
        try
        {
            return write();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new EvaluationException($"Cannot write to {folder}: {problem.Message.TrimEnd('.')}.", problem);
        }
    }
}
