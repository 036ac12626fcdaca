using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>What one kind of features was worth, by clip asked about (<see cref="LabelledSplit.Tests"/>).</summary>
/// <param name="Predicted">Label predicted.</param>
/// <param name="Correct">1 where that is the clip's label, else 0.</param>
/// <param name="Precision">Same-label precision@10 among the fold's training clips by other artists; NaN where none has the label.</param>
/// <param name="AnyArtist">The same with the clip's own artist.</param>
/// <param name="Penalties">λ of the classifier by fold.</param>
internal sealed record SeedScores(
    int[] Predicted, double[] Correct, double[] Precision, double[] AnyArtist, double[] Penalties)
{
    /// <summary>Classifies and retrieves with features that were made for each fold.</summary>
    /// <param name="split">The clips.</param>
    /// <param name="features">Features of all clips by fold, shape (clips, features).</param>
    /// <param name="seed">Seed of the classifier's own split.</param>
    /// <param name="cancellationToken">Stops between fits.</param>
    public static SeedScores Of(
        LabelledSplit split, Func<int, FactorMatrix> features, int seed, CancellationToken cancellationToken)
    {
        int count = split.Tests.Count;
        SeedScores scores = new(
            new int[count], new double[count], new double[count], new double[count], new double[split.Folds.Count]);
        int at = 0;
        for (int number = 0; number < split.Folds.Count; number++)
        {
            ClipFold fold = split.Folds[number];
            FactorMatrix x = features(number);
            LabelClassifier classifier = LabelClassifier.Fit(
                x, split.Clips, fold.Train, split.Labels, split.Names.Count, seed, cancellationToken);
            scores.Penalties[number] = classifier.Penalty;
            LabelRetrieval retrieval = new(x, fold.Train);
            foreach (int clip in fold.Test)
            {
                int label = split.Labels[clip];
                scores.Predicted[at] = classifier.Model.Predict(x.Row(clip));
                scores.Correct[at] = scores.Predicted[at] == label ? 1 : 0;
                scores.Precision[at] = retrieval.Precision(
                    x.Row(clip), label, split.Labels, other => !split.SameArtist(clip, other));
                scores.AnyArtist[at] = retrieval.Precision(x.Row(clip), label, split.Labels, _ => true);
                at++;
            }
        }

        return scores;
    }

    /// <summary>Always the label that most training clips have; there is nothing to retrieve by.</summary>
    public static SeedScores OfMostFrequentLabel(LabelledSplit split)
    {
        int[] frequent = [.. split.Folds.Select(fold => fold.Train
            .GroupBy(clip => split.Labels[clip]).OrderByDescending(label => label.Count()).ThenBy(label => label.Key)
            .First().Key)];
        int[] predicted = [.. split.Tests.Select(test => frequent[test.Fold])];
        double[] none = [.. split.Tests.Select(_ => double.NaN)];
        return new SeedScores(
            predicted,
            [.. split.Tests.Select((test, i) => predicted[i] == split.Labels[test.Clip] ? 1.0 : 0.0)],
            // A list drawn at random has its label as often as the gallery has.
            [.. split.Tests.Select(test => ShareOfLabel(split, test))],
            none,
            []);
    }

    private static double ShareOfLabel(LabelledSplit split, (int Fold, int Clip) test)
    {
        int[] allowed = [.. split.Folds[test.Fold].Train.Where(other => !split.SameArtist(test.Clip, other))];
        int same = allowed.Count(other => split.Labels[other] == split.Labels[test.Clip]);

        // Expected hits of ten random picks ÷ min(10, same), as precision is defined.
        double picks = Math.Min(LabelRetrieval.K, allowed.Length);
        return same == 0 ? double.NaN : picks * same / allowed.Length / Math.Min(LabelRetrieval.K, same);
    }
}
