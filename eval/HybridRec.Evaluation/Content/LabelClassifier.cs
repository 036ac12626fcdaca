using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>A logistic regression whose penalty was chosen on the training clips alone.</summary>
/// <param name="Model">The classifier.</param>
/// <param name="Penalty">λ chosen.</param>
internal sealed record LabelClassifier(LogisticRegression Model, double Penalty)
{
    private const int InnerFolds = 4;

    /// <summary>From hardly any penalty to one under which few features count; ascending.</summary>
    private static readonly double[] Penalties = [0.001, 0.01, 0.1, 1];

    /// <summary>Fits with the penalty of the best accuracy in a 4-fold split of the training clips; of equals the largest.</summary>
    /// <remarks>The same choice for every kind of feature, so that no baseline is handicapped. Costs 17 fits.</remarks>
    public static LabelClassifier Fit(
        FactorMatrix features,
        IReadOnlyList<Clip> clips,
        IReadOnlyList<int> train,
        IReadOnlyList<int> labels,
        int labelCount,
        int seed,
        CancellationToken cancellationToken)
    {
        double best = Choose(features, clips, train, labels, labelCount, seed, cancellationToken);
        return new LabelClassifier(LogisticRegression.Fit(features, train, labels, labelCount, best), best);
    }

    private static double Choose(
        FactorMatrix features,
        IReadOnlyList<Clip> clips,
        IReadOnlyList<int> train,
        IReadOnlyList<int> labels,
        int labelCount,
        int seed,
        CancellationToken cancellationToken)
    {
        Clip[] own = [.. train.Select(clip => clips[clip])];
        if (own.GroupBy(clip => clip.Label).Count(label => label.Count() > 1) < 2)
        {
            return Penalties[^1];
        }

        IReadOnlyList<ClipFold> folds = ClipSplitter.Split(own, new SplitPlan(InnerFolds, 0, seed)).Folds;
        int[] hits = new int[Penalties.Length];
        (int Fold, int Penalty)[] fits =
            [.. Enumerable.Range(0, folds.Count * Penalties.Length).Select(i => (i / Penalties.Length, i % Penalties.Length))];
        Parallel.ForEach(fits, new ParallelOptions { CancellationToken = cancellationToken }, fit =>
        {
            ClipFold fold = folds[fit.Fold];
            LogisticRegression model = LogisticRegression.Fit(
                features, [.. fold.Train.Select(i => train[i])], labels, labelCount, Penalties[fit.Penalty]);
            int right = fold.Test.Count(i => model.Predict(features.Row(train[i])) == labels[train[i]]);
            Interlocked.Add(ref hits[fit.Penalty], right);
        });
        return Penalties[Array.LastIndexOf(hits, hits.Max())];
    }
}
