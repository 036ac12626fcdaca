using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Tests.Reports;

namespace HybridRec.Evaluation.Tests.Comparison;

/// <summary>Output folders of made-up runs, deleted at the end.</summary>
internal sealed class RunFolders : IDisposable
{
    public const int Users = 200;

    public string Root { get; } = Directory.CreateTempSubdirectory("compare").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Writes a run of models whose values lie so much above a common noisy level.</summary>
    public string Add(string name, Func<DataFacts, DataFacts>? change = null, int firstUser = 0, params (string Model, double Above)[] models)
    {
        string folder = Path.Combine(Root, name);
        RunReport run = Runs.Bare();
        RunReportFile.Write(run with { MainK = 20, Data = (change ?? (data => data))(run.Data) }, folder);
        Random chance = new(7);
        double[] level = [.. Enumerable.Range(0, Users).Select(_ => chance.NextDouble())];
        PerUserFile.Write(
            folder,
            [.. Enumerable.Range(firstUser, Users).Select(user => $"u{user:000}")],
            models.ToDictionary(
                model => model.Model,
                model => (IReadOnlyDictionary<(string, int), double[]>)new Dictionary<(string, int), double[]>
                {
                    [("ndcg", 20)] = [.. level.Select(value => value + model.Above + (model.Above == 0 ? 0 : 0.1 * (chance.NextDouble() - 0.5)))],
                    [("popularity-calibration", 20)] = [.. level.Select(value => value + model.Above)],
                    [("novelty", 20)] = [.. level.Select(value => value + model.Above)],
                }));
        return folder;
    }
}
