using System.Numerics.Tensors;
using HybridRec.Engine.Numerics;

namespace HybridRec.Evaluation.Content;

/// <summary>What an axis of an embedding goes with most.</summary>
/// <param name="Axis">Number of the axis, from 0.</param>
/// <param name="Measure">Name of the measure.</param>
/// <param name="Correlation">Spearman's ρ with it, −1..1.</param>
public sealed record AxisCorrelation(int Axis, string Measure, double Correlation);

/// <summary>How much of a measure is in the axes.</summary>
/// <param name="Measure">Name of the measure.</param>
/// <param name="Axes">Axes that go with it more than with any other measure, beyond chance.</param>
/// <param name="Strongest">Largest |ρ| of any axis.</param>
/// <param name="StrongestAxis">That axis.</param>
/// <param name="MeanSquare">Mean ρ² over the axes.</param>
public sealed record MeasureOverview(string Measure, int Axes, double Strongest, int StrongestAxis, double MeanSquare);

/// <summary>Rank correlation of every embedding axis with what can be measured of a clip's sound.</summary>
/// <param name="Axes">The strongest of each axis.</param>
/// <param name="Measures">One entry a measure.</param>
/// <param name="ChanceLimit">
/// |ρ| that the strongest of all pairs exceeds in one of twenty shuffles of the clips (Westfall &amp; Young 1993): less than
/// this may be chance.
/// </param>
/// <param name="Clips">Clips it rests on.</param>
public sealed record AxisCorrelations(
    IReadOnlyList<AxisCorrelation> Axes, IReadOnlyList<MeasureOverview> Measures, double ChanceLimit, int Clips)
{
    private const int Shuffles = 200;

    /// <summary>Correlates.</summary>
    /// <param name="embeddings">Shape (clips, axes).</param>
    /// <param name="clips">The clips, three or more.</param>
    /// <param name="seed">Seed of the shuffles.</param>
    /// <remarks>Spearman's ρ: Pearson's correlation of ranks, equal values sharing their mean rank. A measure or axis that never changes has ρ = 0.</remarks>
    public static AxisCorrelations Of(FactorMatrix embeddings, IReadOnlyList<Clip> clips, int seed)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(clips);
        (string Name, double[] Ranks)[] measures =
        [
            .. Values(clips).Where(measure => measure.Values.All(double.IsFinite))
                .Select(measure => (measure.Name, Ranks(measure.Values))),
        ];
        double[][] axes =
        [
            .. Enumerable.Range(0, embeddings.Rank).Select(axis =>
                Ranks([.. Enumerable.Range(0, embeddings.Rows).Select(row => (double)embeddings.Row(row)[axis])])),
        ];
        double[][] correlations =
            [.. axes.Select(axis => measures.Select(measure => TensorPrimitives.Dot<double>(axis, measure.Ranks)).ToArray())];
        double limit = Limit(axes, [.. measures.Select(measure => measure.Ranks)], seed);
        int[] strongest = [.. correlations.Select(row => TensorPrimitives.IndexOfMaxMagnitude<double>(row))];
        return new AxisCorrelations(
            [.. strongest.Select((m, axis) => new AxisCorrelation(axis, measures[m].Name, correlations[axis][m]))],
            [.. measures.Select((measure, m) =>
            {
                double[] column = [.. correlations.Select(row => row[m])];
                int best = TensorPrimitives.IndexOfMaxMagnitude<double>(column);
                int own = strongest.Where((winner, axis) => winner == m && Math.Abs(column[axis]) > limit).Count();
                return new MeasureOverview(
                    measure.Name, own, Math.Abs(column[best]), best, column.Average(value => value * value));
            })],
            limit,
            clips.Count);
    }

    private static IEnumerable<(string Name, double[] Values)> Values(IReadOnlyList<Clip> clips) =>
    [
        ("tempo", [.. clips.Select(clip => clip.Sound.Tempo)]),
        ("loudness", [.. clips.Select(clip => clip.Sound.Loudness)]),
        ("spectral centroid", [.. clips.Select(clip => clip.Sound.Centroid)]),
        ("zero-crossing rate", [.. clips.Select(clip => clip.Sound.ZeroCrossingRate)]),
        ("onset rate", [.. clips.Select(clip => clip.Sound.OnsetRate)]),
    ];

    /// <summary>Ranks with mean 0 and length 1, so that a dot product is their correlation.</summary>
    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        double[] ranks = new double[values.Length];
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && values[order[end]] == values[order[start]])
            {
                end++;
            }

            foreach (int i in order.AsSpan(start, end - start))
            {
                ranks[i] = ((start + end) / 2.0) - (values.Length / 2.0);
            }

            start = end;
        }

        double norm = TensorPrimitives.Norm<double>(ranks);
        return norm == 0 ? ranks : [.. ranks.Select(rank => rank / norm)];
    }

    private static double Limit(double[][] axes, double[][] measures, int seed)
    {
        Random random = new(seed);
        int[] order = [.. Enumerable.Range(0, axes[0].Length)];
        double[] strongest = new double[Shuffles];
        for (int shuffle = 0; shuffle < Shuffles; shuffle++)
        {
            random.Shuffle(order);
            foreach (double[] measure in measures)
            {
                double[] shuffled = [.. order.Select(i => measure[i])];
                strongest[shuffle] = Math.Max(
                    strongest[shuffle], axes.Max(axis => Math.Abs(TensorPrimitives.Dot<double>(axis, shuffled))));
            }
        }

        Array.Sort(strongest);
        return strongest[(int)(0.95 * Shuffles)];
    }
}
