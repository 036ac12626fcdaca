using System.Globalization;
using System.Numerics.Tensors;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Blending;

/// <summary>Learns from well-played tracks how sound maps to factors, and says where every track with audio is expected.</summary>
/// <remarks>
/// <para>
/// A ridge regression from embeddings to the direction y ÷ ‖y‖ of tracks with enough listeners, each weighted by
/// n ÷ (n + h); its strength is the one with the least error on held-out tracks. μ is the predicted direction with the
/// median norm of the less-played half of all played tracks, since direction is what audio can tell.
/// </para>
/// <para>
/// Λ comes from the same held-out predictions: per dimension 1 ÷ variance of y − μ at the norm of μ. Part of that
/// variance is the factors' own uncertainty, which falls with the number of listeners n; a regression of the squared
/// error on 1 ÷ n, pooled over dimensions, gives the share that stays at n → ∞, and only that is kept.
/// </para>
/// <para>
/// There is no map with too few tracks or users (<see cref="AudioMapOptions"/>), or when the held-out cosine is less
/// than two standard errors above chance. Method after van den Oord, Dieleman &amp; Schrauwen, NIPS 2013.
/// </para>
/// </remarks>
public static class AudioFactorMap
{
    private static readonly double[] Strengths = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

    /// <summary>The share of the held-out variance that is kept at least, so that Λ stays a statement about audio.</summary>
    private const double LeastShare = 0.25;

    /// <summary>Listeners on whose scores the map is tried, evenly spaced.</summary>
    private const int ListenersLooked = 500;

    /// <summary>Pseudo-tracks by which a dimension's variance leans to the mean of all dimensions.</summary>
    private const double PooledTracks = 20;

    /// <summary>Fits the map and predicts every track with audio.</summary>
    /// <param name="factors">X and Y of one training run.</param>
    /// <param name="interactions">Play counts the factors were trained on, users × items.</param>
    /// <param name="embeddings">Audio embeddings, shape (items, embedding size); rows without audio are ignored.</param>
    /// <param name="hasAudio">Whether a track has an embedding, shape (items).</param>
    /// <param name="seen">
    /// Tracks whose factors the embeddings were learned from. The map is learned from them too, but how good it is, its
    /// strength and Λ are measured on the others alone. Empty for none.
    /// </param>
    /// <param name="options">When and how to fit.</param>
    /// <param name="cancellationToken">Stops between folds.</param>
    /// <exception cref="ArgumentException">A shape does not fit or an option is out of range.</exception>
    /// <remarks>O(tracks · d · (d + rank) + folds · strengths · d² · (d + rank)). Deterministic.</remarks>
    public static AudioMapFit Fit(
        FactorModel factors,
        InteractionMatrix interactions,
        FactorMatrix embeddings,
        ReadOnlyMemory<bool> hasAudio,
        IReadOnlySet<int> seen,
        AudioMapOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(interactions);
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.ThrowIfInvalid(options);
        FactorMatrix y = factors.ItemFactors;
        if (interactions.ColumnCount != y.Rows || embeddings.Rows != y.Rows || hasAudio.Length != y.Rows)
        {
            throw new ArgumentException(
                $"interactions ({interactions.RowCount}, {interactions.ColumnCount}), embeddings ({embeddings.Rows}, "
                + $"{embeddings.Rank}) and hasAudio ({hasAudio.Length}) do not fit item factors ({y.Rows}, {y.Rank}).");
        }

        AudioMapExamples examples = AudioMapExamples.Collect(y, interactions, embeddings, hasAudio.Span, seen, options);
        int users = examples.ActiveUsers;
        if (examples.Count < options.MinimumTracks || users < options.MinimumUsers)
        {
            return new AudioMapFit(
                null,
                string.Create(CultureInfo.InvariantCulture, $"Audio is not mapped to listening: {examples.Count:N0} tracks with audio and {options.WellPlayed} or more listeners ({options.MinimumTracks} needed), {users:N0} listeners ({options.MinimumUsers} needed)."),
                examples.Count,
                double.NaN,
                double.NaN);
        }

        if (examples.Unseen.Length < options.Folds)
        {
            return new AudioMapFit(
                null,
                string.Create(CultureInfo.InvariantCulture, $"Audio is not mapped to listening: the embeddings have learned from all but {examples.Unseen.Length:N0} of {examples.Count:N0} well-played tracks, too few to say how well."),
                examples.Count,
                double.NaN,
                double.NaN);
        }

        HeldOutPredictions heldOut = HeldOutPredictions.Make(examples, Strengths, options, cancellationToken);
        if (!(heldOut.Cosine > 2 * heldOut.CosineError))
        {
            return new AudioMapFit(
                null,
                string.Create(CultureInfo.InvariantCulture, $"Audio is not mapped to listening: on held-out tracks it predicts no better than chance (cosine {heldOut.Cosine:F3} ± {heldOut.CosineError:F3})."),
                examples.Count,
                heldOut.Cosine,
                heldOut.CosineError);
        }

        float norm = MedianNormOfLessPlayed(y, interactions.Transpose());
        AudioPriors priors = new(
            PredictAll(examples.Sums().Solve(heldOut.Strength), embeddings, hasAudio.Span, y, norm),
            Precision(examples, heldOut, norm),
            hasAudio.ToArray());
        return new AudioMapFit(
            priors,
            string.Create(CultureInfo.InvariantCulture, $"Audio predicts the direction of held-out tracks with cosine {heldOut.Cosine:F3} ± {heldOut.CosineError:F3} (0 is chance, {heldOut.Tracks.Length:N0} tracks), learned from {examples.Count:N0} tracks."),
            examples.Count,
            heldOut.Cosine,
            heldOut.CosineError)
        {
            Inflation = Inflation(examples, heldOut, factors, priors.Precision, norm),
        };
    }

    private static double Inflation(
        AudioMapExamples examples, HeldOutPredictions heldOut, FactorModel factors, float[] precision, float norm)
    {
        int stride = Math.Max(1, factors.UserFactors.Rows / ListenersLooked);
        double[] variances = new double[factors.UserFactors.Rows];
        for (int user = 0; user < variances.Length; user += stride)
        {
            ReadOnlySpan<float> x = factors.UserFactors.Row(user);
            for (int d = 0; d < precision.Length; d++)
            {
                variances[user] += (double)x[d] * x[d] / precision[d];
            }
        }

        float[] mean = new float[precision.Length];
        double squares = 0;
        long pairs = 0;
        foreach (int at in heldOut.Tracks)
        {
            heldOut.Predicted.Row(at).CopyTo(mean);
            SetNorm(mean, norm);
            ReadOnlySpan<float> item = factors.ItemFactors.Row(examples.Items[at]);
            for (int user = 0; user < variances.Length; user += stride)
            {
                if (!(variances[user] > 0))
                {
                    continue;
                }

                ReadOnlySpan<float> x = factors.UserFactors.Row(user);
                double error = 0;
                for (int d = 0; d < precision.Length; d++)
                {
                    error += x[d] * (item[d] - mean[d]);
                }

                squares += error * error / variances[user];
                pairs++;
            }
        }

        return pairs > 0 && squares > 0 ? squares / pairs : 1;
    }

    private static FactorMatrix PredictAll(
        LinearMap map, FactorMatrix embeddings, ReadOnlySpan<bool> hasAudio, FactorMatrix y, float norm)
    {
        FactorMatrix means = new(y.Rows, y.Rank, y.Version);
        for (int item = 0; item < y.Rows; item++)
        {
            if (hasAudio[item])
            {
                map.Predict(embeddings.Row(item), means.Row(item));
                SetNorm(means.Row(item), norm);
            }
        }

        return means;
    }

    private static float[] Precision(AudioMapExamples examples, HeldOutPredictions heldOut, float norm)
    {
        int rank = heldOut.Predicted.Rank;
        double[] variances = new double[rank];
        double weight = 0;
        double inverseSum = 0;
        double errorSum = 0;
        double inverseSquares = 0;
        double inverseErrors = 0;
        float[] mean = new float[rank];
        foreach (int at in heldOut.Tracks)
        {
            heldOut.Predicted.Row(at).CopyTo(mean);
            SetNorm(mean, norm);
            double error = 0;
            for (int d = 0; d < rank; d++)
            {
                double difference = (norm * examples.Directions.Row(at)[d]) - mean[d];
                variances[d] += examples.Weights[at] * difference * difference;
                error += difference * difference;
            }

            double inverse = 1.0 / examples.UserCounts[at];
            weight += examples.Weights[at];
            inverseSum += examples.Weights[at] * inverse;
            inverseSquares += examples.Weights[at] * inverse * inverse;
            errorSum += examples.Weights[at] * error;
            inverseErrors += examples.Weights[at] * inverse * error;
        }

        // error ≈ v + s / n: v ÷ mean error is the share that is not the factors' own uncertainty.
        double spread = (inverseSquares / weight) - Math.Pow(inverseSum / weight, 2);
        double slope = spread > 1e-12
            ? ((inverseErrors / weight) - (inverseSum / weight * (errorSum / weight))) / spread
            : 0;
        double share = 1 - (Math.Max(slope, 0) * (inverseSum / weight) / Math.Max(errorSum / weight, double.Epsilon));
        share = Math.Clamp(share, LeastShare, 1);
        double pooled = errorSum / weight / rank;
        float[] precision = new float[rank];
        for (int d = 0; d < rank; d++)
        {
            double variance = ((variances[d] / weight * heldOut.Tracks.Length) + (pooled * PooledTracks))
                / (heldOut.Tracks.Length + PooledTracks);
            precision[d] = (float)(1 / Math.Max(share * variance, 1e-12));
        }

        return precision;
    }

    private static float MedianNormOfLessPlayed(FactorMatrix y, InteractionMatrix items)
    {
        (int Users, float Norm)[] played = [.. Enumerable.Range(0, y.Rows)
            .Where(item => !items.Columns(item).IsEmpty)
            .Select(item => (items.Columns(item).Length, TensorPrimitives.Norm<float>(y.Row(item))))];
        Array.Sort(played);
        int median = played[played.Length / 2].Users;
        float[] norms = [.. played.Where(track => track.Users <= median).Select(track => track.Norm)];
        Array.Sort(norms);
        return norms[norms.Length / 2];
    }

    private static void SetNorm(Span<float> vector, float norm)
    {
        float length = TensorPrimitives.Norm<float>(vector);
        TensorPrimitives.Multiply(vector, length > 0 ? norm / length : 0f, vector);
    }
}
