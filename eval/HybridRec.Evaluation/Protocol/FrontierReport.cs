namespace HybridRec.Evaluation.Protocol;

/// <summary>The dial from end to end against pure als and against rival re-rankers over its candidates, at the main k.</summary>
/// <param name="Reference">The model that differences are taken from: pure als.</param>
/// <param name="Points">Every list of the hybrid and of the rivals, in the order of the report.</param>
/// <param name="Rivals">The dial against each rival.</param>
public sealed record FrontierReport(string Reference, IReadOnlyList<FrontierPoint> Points, IReadOnlyList<RivalReport> Rivals);

/// <summary>What a setting costs and brings: paired differences of means over users, model − reference, with 95 % intervals.</summary>
/// <param name="Model">The model, with its setting.</param>
/// <param name="Ndcg">Difference in NDCG.</param>
/// <param name="Popularity">Difference in mean π.</param>
/// <param name="Serendipity">Difference in serendipity.</param>
/// <param name="SerendipityRatio">Serendipity ÷ that of the reference; NaN where that is 0.</param>
/// <param name="CoverageRatio">Coverage ÷ that of the reference; NaN where that is 0.</param>
public sealed record FrontierPoint(
    string Model, MetricValue Ndcg, MetricValue Popularity, MetricValue Serendipity, double SerendipityRatio, double CoverageRatio);

/// <summary>The dial against one rival.</summary>
/// <param name="Rival">The rival, without a setting.</param>
/// <param name="OnOrAbove">Share of the dial's settings at which the hybrid's mean NDCG is at least the rival's.</param>
/// <param name="NotBelow">Share of them at which the hybrid isn't significantly below: the interval of the gap reaches 0.</param>
/// <param name="Gaps">By setting.</param>
public sealed record RivalReport(string Rival, double OnOrAbove, double NotBelow, IReadOnlyList<FrontierGap> Gaps);

/// <summary>Hybrid − rival at one setting of the dial and equal mean π.</summary>
/// <param name="Discovery">d.</param>
/// <param name="Popularity">Mean π of the hybrid's lists.</param>
/// <param name="Gap">Mean difference in NDCG with its 95 % interval, paired by user; the rival's is interpolated between two of its settings.</param>
/// <param name="Reached">
/// Whether the rival has lists of this π; where it has not, the gap is to its setting that comes nearest.
/// </param>
public sealed record FrontierGap(double Discovery, double Popularity, MetricValue Gap, bool Reached);
