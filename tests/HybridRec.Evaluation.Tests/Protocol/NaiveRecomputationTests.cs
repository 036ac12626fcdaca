using System.Globalization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tests.Protocol;

/// <summary>The measurer's figures against those recomputed from the files it writes.</summary>
public sealed class NaiveRecomputationTests
{
    private static readonly int[] Ks = [3, 10, 40];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Files_OfARandomRun_GiveTheSameFigures(int seed, bool allCandidates)
    {
        EvaluationData data = Toy.RandomData(seed, users: 150, items: 90);
        Random chance = new(seed);
        int[] users = [.. Enumerable.Range(0, data.Users.Count).Where(row => data.Test.Columns(row).Length > 0)];
        int[] byUsers = [.. Enumerable.Range(0, 90).OrderByDescending(item => data.Train.Transpose().Columns(item).Length)];
        IEnumerable<int> Candidates(int user, IEnumerable<int> items) =>
            allCandidates ? items : items.Where(item => data.Train.Columns(user).BinarySearch(item) < 0);
        Dictionary<string, RankedLists> models = new()
        {
            ["popularity"] = Toy.Lists(users, 40, user => Candidates(user, byUsers)),
            ["item-knn"] = Toy.Lists(users, 40, user => Candidates(user, byUsers.OrderBy(item => ((item * 7) + user) % 11))),
            // Short and empty lists too.
            ["random"] = Toy.Lists(users, 40, user => Candidates(user, byUsers.OrderBy(_ => chance.Next())).Take(user % 50)),
        };
        Measurer measurer = new(
            data, Ks, 10,
            new MeasureReferences { Popularity = models["popularity"], ItemKnn = models["item-knn"], AllCandidates = allCandidates },
            seed);
        string folder = Directory.CreateTempSubdirectory("hybridrec-naive-").FullName;
        try
        {
            WritePairs(Path.Combine(folder, "train.tsv"), data, data.Train);
            WritePairs(Path.Combine(folder, "test.tsv"), data, data.Test);
            ItemsFile.Write(Path.Combine(folder, "items.tsv"), data, measurer.Items);
            using (RecommendationsFile file = new(Path.Combine(folder, "recommendations.tsv"), data))
            {
                foreach ((string model, RankedLists lists) in models)
                {
                    file.Write(model, lists);
                }
            }

            NaiveRecomputation naive = new(
                Path.Combine(folder, "recommendations.tsv"), Path.Combine(folder, "items.tsv"),
                [Path.Combine(folder, "train.tsv")], Path.Combine(folder, "test.tsv"), allCandidates);

            foreach ((string model, RankedLists lists) in models)
            {
                Measured measured = measurer.Measure(lists, cancellationToken: TestContext.Current.CancellationToken);
                Assert.Equal(
                    Ks.Length * NaiveRecomputation.Metrics.Count, naive.AssertAgrees(model, measured.Metrics, tolerance: 1e-7));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void WritePairs(string path, EvaluationData data, InteractionMatrix plays)
    {
        List<string> lines = ["user_id\titem_id\tplay_count"];
        for (int row = 0; row < plays.RowCount; row++)
        {
            for (int at = 0; at < plays.Columns(row).Length; at++)
            {
                lines.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{data.Users.IdOf(row)}\t{data.Items.IdOf(plays.Columns(row)[at])}\t{plays.Values(row)[at]}"));
            }
        }

        File.WriteAllLines(path, lines);
    }
}
