using System.Globalization;
using HybridRec.Engine.Measurement;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tests.Protocol;

public sealed class OutputFilesTests
{
    [Fact]
    public void Files_UnderACommaCulture_AreWrittenWithPointsAndInFull()
    {
        EvaluationData data = Toy.Data(2, 3, [(0, 0), (1, 0), (1, 1)], [(0, 1)]);
        RankedLists lists = new([0], 3);
        lists.Set(0, 0, 1, 1f / 3);
        lists.Set(0, 1, 2, -2e-9f);
        string folder = Directory.CreateTempSubdirectory("hybridrec-files-").FullName;
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            using (RecommendationsFile file = new(Path.Combine(folder, "recommendations.tsv"), data))
            {
                file.Write("als", lists);
            }

            ItemsFile.Write(Path.Combine(folder, "items.tsv"), data, new ItemFacts(data.Train));

            Assert.Equal(
                "model\tuser_id\tposition\titem_id\tscore\nals\tu0\t1\ti1\t0.33333334\nals\tu0\t2\ti2\t-2E-09\n",
                File.ReadAllText(Path.Combine(folder, "recommendations.tsv")));
            Assert.Equal(
                "item_id\tpopularity\ttraining_users\tcold\ni0\t66.66666666666667\t2\t0\ni1\t16.666666666666668\t1\t0\ni2\t0\t0\t1\n",
                File.ReadAllText(Path.Combine(folder, "items.tsv")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            Directory.Delete(folder, recursive: true);
        }
    }
}
