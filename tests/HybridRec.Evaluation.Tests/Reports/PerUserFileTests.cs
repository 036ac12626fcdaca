using System.IO.Compression;
using System.Text;
using HybridRec.Evaluation.Reports;

namespace HybridRec.Evaluation.Tests.Reports;

public sealed class PerUserFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("users").FullName;

    private string Path => System.IO.Path.Combine(_folder, PerUserFile.Name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WriteAndRead_GiveTheSameNumbersAndIds()
    {
        string[] users = ["u1", "tab\tand\nlines\r\\n", "椎名"];
        double[] values = [1 / 3.0, double.Epsilon, -0.1];

        PerUserFile.Write(_folder, users, Of(("als", "ndcg", 20, values), ("als", "recall", 20, [0, 1, double.NaN]), ("pop", "ndcg", 20, [1, 0, 0])));

        IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> read = PerUserFile.Read(_folder, "ndcg", 20);
        Assert.Equal(["als", "pop"], read.Keys);
        Assert.Equal(users.Zip(values, KeyValuePair.Create), read["als"]);
        Assert.Equal([0.0, 1.0], PerUserFile.Read(_folder, "recall", 20)["als"].Values);
        Assert.Empty(PerUserFile.Read(_folder, "recall", 20)["pop"]);
    }

    [Fact]
    public void Write_Text_IsAsDocumented()
    {
        PerUserFile.Write(_folder, ["u1", "u2"], Of(("als", "ndcg", 20, [0.25, double.NaN]), ("als", "recall", 100, [1, 0])));

        using StreamReader reader = new(new GZipStream(File.OpenRead(Path), CompressionMode.Decompress));
        Assert.Equal("model\tuser_id\tndcg@20\trecall@100\nals\tu1\t0.25\t1\nals\tu2\t\t0\n", reader.ReadToEnd());
    }

    [Fact]
    public void Write_TooFewValues_Throws() =>
        Assert.Throws<ArgumentException>(() => PerUserFile.Write(_folder, ["u1", "u2"], Of(("als", "ndcg", 20, [0.25]))));

    [Fact]
    public void Read_UnknownColumn_NamesThoseThatAreThere()
    {
        PerUserFile.Write(_folder, ["u1"], Of(("als", "ndcg", 20, [0.25])));

        ReportFileException problem = Assert.Throws<ReportFileException>(() => PerUserFile.Read(_folder, "ndcg", 7));

        Assert.EndsWith("has no ndcg@7; it has ndcg@20.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\tb\n", "its first line")]
    [InlineData("", "its first line")]
    [InlineData("model\tuser_id\tndcg@20\nals\tu1\n", "line 2")]
    [InlineData("model\tuser_id\tndcg@20\nals\tu1\tx\n", "line 2")]
    [InlineData("model\tuser_id\tndcg@20\nals\tu1\t1\nals\tu1\t1\n", "line 3 names user u1")]
    public void Read_DamagedText_SaysWhere(string text, string complaint)
    {
        using (GZipStream packed = new(File.Create(Path), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(text));
        }

        ReportFileException problem = Assert.Throws<ReportFileException>(() => PerUserFile.Read(_folder, "ndcg", 20));

        Assert.Contains(complaint, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutOffOrNoGzip_SaysThatItIsDamaged()
    {
        PerUserFile.Write(_folder, [.. Enumerable.Range(0, 500).Select(n => $"u{n}")], Of(("als", "ndcg", 20, [.. Enumerable.Range(0, 500).Select(n => 1.0 / (n + 1))])));
        byte[] whole = File.ReadAllBytes(Path);

        foreach (byte[] damaged in new[] { whole[..^20], "not gzip at all"u8.ToArray() })
        {
            File.WriteAllBytes(Path, damaged);
            ReportFileException problem = Assert.Throws<ReportFileException>(() => PerUserFile.Read(_folder, "ndcg", 20));
            Assert.Contains("damaged", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_NoFile_AsksWhetherTheFolderIsRight() => Assert.Contains(
        "There is no users.tsv.gz in",
        Assert.Throws<ReportFileException>(() => PerUserFile.Read(_folder, "ndcg", 20)).Message,
        StringComparison.Ordinal);

    internal static Dictionary<string, IReadOnlyDictionary<(string Metric, int K), double[]>> Of(
        params (string Model, string Metric, int K, double[] Values)[] columns) => columns
        .GroupBy(column => column.Model)
        .ToDictionary(
            model => model.Key,
            model => (IReadOnlyDictionary<(string, int), double[]>)model.ToDictionary(column => (column.Metric, column.K), column => column.Values));
}
