using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;
using HybridRec.Engine.Numerics;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Content;

/// <summary>One network with the classifier and the galleries that its embeddings of untouched clips make.</summary>
internal sealed class AuditListener
{
    private readonly LabelledSplit _split;
    private readonly IContentNetwork _network;
    private readonly LogisticRegression _classifier;
    private readonly LabelRetrieval _training;
    private readonly LabelRetrieval _all;

    public AuditListener(
        LabelledSplit split, ClipFold fold, IContentNetwork network, int seed, CancellationToken cancellationToken)
    {
        FactorMatrix embeddings = ClipNetworks.Embed(network, split.Clips, cancellationToken);
        _split = split;
        _network = network;
        _classifier = LabelClassifier.Fit(
            embeddings, split.Clips, fold.Train, split.Labels, split.Names.Count, seed, cancellationToken).Model;
        _training = new LabelRetrieval(embeddings, fold.Train);
        _all = new LabelRetrieval(embeddings, [.. Enumerable.Range(0, split.Clips.Count)]);
    }

    /// <summary>1 or 0 for the label, precision@10, 1 or 0 for the clip recognised.</summary>
    public (double Correct, double Precision, double Identity) Hear(int clip, IReadOnlyList<Spectrogram> excerpts)
    {
        float[] embedding = new float[_network.EmbeddingSize];
        _network.Embed(excerpts, embedding);
        int label = _split.Labels[clip];
        return (
            _classifier.Predict(embedding) == label ? 1 : 0,
            _training.Precision(embedding, label, _split.Labels, other => !_split.SameArtist(clip, other)),
            _all.Nearest(embedding) == clip ? 1 : 0);
    }
}

/// <summary>All networks of a kind, by seed and fold, and what they made of each clip in turn.</summary>
internal sealed class AuditedKind(string name, string title, AuditListener[][] listeners)
{
    private const double Level = 0.05;

    private readonly List<double[]> _heard = [];

    /// <summary>Hears one clip; NaN is noted where there is nothing to hear. Clips come in the same order each round.</summary>
    public void Hear(int fold, int clip, IReadOnlyList<Spectrogram>? excerpts)
    {
        double[] sum = [0, 0, 0];
        foreach (AuditListener[] seed in listeners)
        {
            (double correct, double precision, double identity) =
                excerpts is null ? (double.NaN, double.NaN, double.NaN) : seed[fold].Hear(clip, excerpts);
            sum[0] += correct / listeners.Length;
            sum[1] += precision / listeners.Length;
            sum[2] += identity / listeners.Length;
        }

        _heard.Add(sum);
    }

    /// <summary>
    /// By clip, how far accuracy fell on average over the changes under which it could be heard; NaN where under none.
    /// </summary>
    /// <param name="changes">Number of changes.</param>
    public double[] MeanDrops(int changes)
    {
        int clips = _heard.Count / (changes + 1);
        return
        [
            .. Enumerable.Range(0, clips).Select(clip => Enumerable.Range(1, changes)
                .Select(round => _heard[clip][0] - _heard[(round * clips) + clip][0])
                .Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()),
        ];
    }

    /// <summary>What was heard: the untouched clips in the first round, then a round a change.</summary>
    public AuditedNetwork Report(IReadOnlyList<ClipTransformation> changes, int seed)
    {
        int clips = _heard.Count / (changes.Count + 1);
        IEnumerable<double> Values(int round, int score) =>
            _heard.Skip(round * clips).Take(clips).Select(heard => heard[score]);
        Interval? Mean(int round, int score) => FeatureScores.OfFinite(Values(round, score), seed);
        AuditScores Scores(int round) => new(Mean(round, 0), Mean(round, 1), Mean(round, 2));
        double confidence = 1 - (Level / Math.Max(1, changes.Count));
        Interval? Drop(int round, int score) => FeatureScores.OfFinite(
            Values(0, score).Zip(Values(round, score), (before, after) => before - after), seed, confidence);
        return new AuditedNetwork(name, title, Scores(0), [.. changes.Select((change, i) => new AuditedChange(
            change.Name,
            change.Title,
            Scores(i + 1),
            Drop(i + 1, 0),
            Drop(i + 1, 1),
            Drop(i + 1, 2),
            Values(i + 1, 0).Count(double.IsNaN)))]);
    }
}
