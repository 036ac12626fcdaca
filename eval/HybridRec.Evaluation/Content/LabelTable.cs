namespace HybridRec.Evaluation.Content;

/// <summary>Which labels were taken for which.</summary>
internal static class LabelTable
{
    /// <summary>Scores by label and the confusion matrix [label][label predicted], both means over seeds.</summary>
    public static (IReadOnlyList<LabelScores> Labels, double[][] Confusion) Of(
        LabelledSplit split, IReadOnlyList<SeedScores> seeds)
    {
        int count = split.Names.Count;
        double[][] confusion = [.. Enumerable.Range(0, count).Select(_ => new double[count])];
        foreach (SeedScores scores in seeds)
        {
            for (int i = 0; i < split.Tests.Count; i++)
            {
                confusion[split.Labels[split.Tests[i].Clip]][scores.Predicted[i]] += 1.0 / seeds.Count;
            }
        }

        LabelScores Score(int label)
        {
            double right = confusion[label][label];
            double given = confusion.Sum(row => row[label]);
            double has = confusion[label].Sum();
            double precision = given > 0 ? right / given : 0;
            double recall = has > 0 ? right / has : 0;
            return new LabelScores(
                split.Names[label],
                split.Folds.Average(fold => fold.Train.Count(clip => split.Labels[clip] == label)),
                split.Tests.Count(test => split.Labels[test.Clip] == label),
                precision,
                recall,
                precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0);
        }

        return ([.. Enumerable.Range(0, count).Select(Score)], confusion);
    }
}
