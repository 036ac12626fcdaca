using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Evaluation.Tests.Reports;

public sealed class RunReportFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("metrics").FullName;

    private string Path => System.IO.Path.Combine(_folder, RunReportFile.Name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WriteAndRead_GiveTheSameReport()
    {
        RunReport report = Runs.Full() with
        {
            Spaces = [new HubnessReport("näher \"<&", double.NaN, 0.1 + 0.2)],
            Run = Runs.Full().Run with { StartedAt = new DateTimeOffset(2026, 11, 23, 5, 20, 0, 123, TimeSpan.FromHours(1)), PeakBytes = long.MaxValue },
        };

        RunReportFile.Write(report, _folder);
        RunReport read = RunReportFile.Read(_folder);

        Assert.Equivalent(report, read, strict: true);
        byte[] first = File.ReadAllBytes(Path);
        RunReportFile.Write(read, _folder);
        Assert.Equal(first, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Read_NewerSchema_SaysThatANewerProgramIsNeeded()
    {
        RunReportFile.Write(Runs.Bare() with { Schema = 2 }, _folder);

        ReportFileException problem = Assert.Throws<ReportFileException>(() => RunReportFile.Read(_folder));

        Assert.Contains("schema 2; this program knows up to 1", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "damaged")]
    [InlineData("{\"schema\": 1", "damaged")]
    [InlineData("{\"schema\": 1}", "damaged")]
    [InlineData("{\"schema\": 1, \"run\": null, \"data\": null, \"ks\": [], \"mainK\": 1, \"models\": [], \"tests\": []}", "damaged")]
    [InlineData("{}", "states no schema")]
    [InlineData("[1]", "states no schema")]
    [InlineData("{\"schema\": \"new\"}", "states no schema")]
    public void Read_DamagedFile_SaysSoInOneLine(string text, string complaint)
    {
        File.WriteAllText(Path, text);

        ReportFileException problem = Assert.Throws<ReportFileException>(() => RunReportFile.Read(_folder));

        Assert.Contains(complaint, problem.Message, StringComparison.Ordinal);
        Assert.Contains(Path, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Fact]
    public void Read_NoFile_AsksWhetherTheFolderIsRight()
    {
        ReportFileException problem = Assert.Throws<ReportFileException>(() => RunReportFile.Read(System.IO.Path.Combine(_folder, "none")));

        Assert.Contains("There is no metrics.json in", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_IsDocumentedFieldByField()
    {
        string text = Document();
        List<string> missing = [];
        foreach (Type type in Reachable(typeof(RunReport), []))
        {
            Match section = Regex.Match(text, $@"^## {type.Name}\n(.*?)(?=^#|\z)", RegexOptions.Multiline | RegexOptions.Singleline);
            missing.AddRange(Fields(type)
                .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
                .Where(name => !section.Groups[1].Value.Contains($"\n| `{name}` |", StringComparison.Ordinal))
                .Select(name => $"{type.Name}.{name}"));
        }

        Assert.Empty(missing);
        Assert.All(Metric.All, metric => Assert.Contains($"`{metric.Name}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Schema_ExampleOfTheDocument_CanBeRead()
    {
        File.WriteAllText(Path, Regex.Match(Document(), "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);

        Assert.Equal(0.097, RunReportFile.Read(_folder).Models[0].Metrics[0].Value);
    }

    private static HashSet<Type> Reachable(Type type, HashSet<Type> found)
    {
        if (type.Namespace == typeof(RunReport).Namespace && found.Add(type))
        {
            foreach (PropertyInfo property in Fields(type))
            {
                Reachable(property.PropertyType, found);
                foreach (Type part in property.PropertyType.GenericTypeArguments)
                {
                    Reachable(part, found);
                }
            }
        }

        return found;
    }

    private static PropertyInfo[] Fields(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static string Document()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder!.FullName, "HybridRec.sln")))
        {
            folder = folder.Parent;
        }

        return File.ReadAllText(System.IO.Path.Combine(folder.FullName, "engine", "docs", "metrics-json.md"));
    }
}
