using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Blending;

/// <summary>
/// Cross-validation of the map from sound to factors: every track that can be held out is predicted by a fit that never
/// saw it. A track whose factors its embedding has already learned can not: it would be predicted too well.
/// </summary>
internal sealed class HeldOutPredictions
{
    private HeldOutPredictions(int[] tracks, double strength, FactorMatrix predicted, double cosine, double cosineError)
    {
        Tracks = tracks;
        Strength = strength;
        Predicted = predicted;
        Cosine = cosine;
        CosineError = cosineError;
    }

    /// <summary>Positions of the tracks that were held out.</summary>
    public int[] Tracks { get; }

    /// <summary>Ridge strength with the least weighted squared error.</summary>
    public double Strength { get; }

    /// <summary>Held-out predictions of the directions at that strength, shape (all tracks, rank); zero where not held out.</summary>
    public FactorMatrix Predicted { get; }

    /// <summary>Mean cosine between prediction and truth, both less the mean direction of the tracks learned from.</summary>
    public double Cosine { get; }

    /// <summary>Standard error of <see cref="Cosine"/> over tracks.</summary>
    public double CosineError { get; }

    /// <summary>Predicts every track to be held out from all others but its fold, at every strength, and keeps the best strength.</summary>
    public static HeldOutPredictions Make(
        AudioMapExamples examples, double[] strengths, AudioMapOptions options, CancellationToken cancellationToken)
    {
        int rank = examples.Directions.Rank;
        int[] shuffled = [.. examples.Unseen];
        new Random(options.Seed).Shuffle(shuffled);
        int[][] folds = [.. Enumerable.Range(0, options.Folds)
            .Select(fold => shuffled.Where((_, place) => place % options.Folds == fold).Order().ToArray())];
        RidgeRegression all = examples.Sums();
        FactorMatrix[] predicted = [.. strengths.Select(_ => new FactorMatrix(examples.Count, rank))];
        FactorMatrix means = new(examples.Count, rank);
        foreach (int[] fold in folds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RidgeRegression rest = new(examples.Embeddings.Rank, rank);
            rest.Add(all, 1);
            rest.Add(examples.Sums(fold), -1);
            for (int s = 0; s < strengths.Length; s++)
            {
                LinearMap map = rest.Solve(strengths[s]);
                foreach (int at in fold)
                {
                    map.Predict(examples.Embeddings.Row(at), predicted[s].Row(at));
                    map.OutputMean.CopyTo(means.Row(at));
                }
            }
        }

        int best = 0;
        double[] errors = [.. predicted.Select(p => SquaredError(examples, p))];
        for (int s = 1; s < strengths.Length; s++)
        {
            best = errors[s] < errors[best] ? s : best;
        }

        (double cosine, double error) = CentredCosine(examples, predicted[best], means);
        return new HeldOutPredictions(examples.Unseen, strengths[best], predicted[best], cosine, error);
    }

    private static double SquaredError(AudioMapExamples examples, FactorMatrix predicted)
    {
        double sum = 0;
        foreach (int at in examples.Unseen)
        {
            double distance = TensorPrimitives.Distance<float>(examples.Directions.Row(at), predicted.Row(at));
            sum += examples.Weights[at] * distance * distance;
        }

        return sum;
    }

    private static (double Mean, double Error) CentredCosine(
        AudioMapExamples examples, FactorMatrix predicted, FactorMatrix means)
    {
        FactorMatrix truth = examples.Directions;
        float[] a = new float[truth.Rank];
        float[] b = new float[truth.Rank];
        double sum = 0;
        double squares = 0;
        foreach (int at in examples.Unseen)
        {
            TensorPrimitives.Subtract(truth.Row(at), means.Row(at), a);
            TensorPrimitives.Subtract(predicted.Row(at), means.Row(at), b);
            double lengths = TensorPrimitives.Norm<float>(a) * TensorPrimitives.Norm<float>(b);
            double cosine = lengths > 0 ? TensorPrimitives.Dot<float>(a, b) / lengths : 0;
            sum += cosine;
            squares += cosine * cosine;
        }

        double mean = sum / examples.Unseen.Length;
        double variance = Math.Max((squares / examples.Unseen.Length) - (mean * mean), 0);
        return (mean, Math.Sqrt(variance / examples.Unseen.Length));
    }
}
