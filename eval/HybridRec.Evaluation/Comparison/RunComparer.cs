using System.Text.RegularExpressions;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Reports;
using HybridRec.Evaluation.Statistics;

namespace HybridRec.Evaluation.Comparison;

/// <summary>Compares two runs user by user, from what they wrote to their output folders.</summary>
public static partial class RunComparer
{
    /// <summary>Compares.</summary>
    /// <param name="request">Which runs, and in what.</param>
    /// <exception cref="ReportFileException">A folder or a file is missing, or damaged.</exception>
    /// <exception cref="ComparisonException">The runs are of different data, or have no model or no user in common.</exception>
    /// <exception cref="ArgumentException">The metric has no values per user.</exception>
    /// <remarks>
    /// For each pair of models: the differences B − A of the users in both, their mean with its paired bootstrap interval,
    /// and a paired permutation test; p values are corrected by Holm over the pairs. Repeatable: chance is A's seed.
    /// </remarks>
    public static RunComparison Compare(ComparisonRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Metric metric = Metric.Of(request.Metric);
        if (!metric.PerUser)
        {
            throw new ArgumentException($"{metric.Name} is a figure of all lists together and has no values per user.", nameof(request));
        }

        RunReport a = RunReportFile.Read(request.FolderA);
        RunReport b = RunReportFile.Read(request.FolderB);
        List<string> notes = [.. Mismatches(a, b)];
        if (notes.Count > 0 && !request.Force)
        {
            throw new ComparisonException($"The runs can't be compared: {string.Join("; ", notes)}. To compare them all the same, say --force.");
        }

        int k = request.K ?? a.MainK;
        var valuesA = PerUserFile.Read(request.FolderA, metric.Name, k);
        var valuesB = PerUserFile.Read(request.FolderB, metric.Name, k);
        (string A, string B)[] pairs = Pairs(request, valuesA.Keys, valuesB.Keys, notes);
        PairedValues[] paired = [.. pairs.Select(pair => Paired(pair, valuesA[pair.A], valuesB[pair.B], notes))];
        return new RunComparison(
            Facts(request.FolderA, a), Facts(request.FolderB, b), metric.Name, k, Judge(paired, metric.Better, a.Run.Seed), notes);
    }

    /// <summary>Why figures of the two runs are not of the same thing.</summary>
    private static IEnumerable<string> Mismatches(RunReport a, RunReport b)
    {
        if (a.Data.Hash != b.Data.Hash)
        {
            yield return $"their input differs (A {Short(a.Data.Hash)}, B {Short(b.Data.Hash)})";
        }
        else if (Split(a.Data.Source) != Split(b.Data.Source)
            || (a.Data.TrainPairs, a.Data.TestPairs) != (b.Data.TrainPairs, b.Data.TestPairs))
        {
            yield return $"the same input was split differently (A: {a.Data.Source}, {Wording.Count(a.Data.TestPairs, "test pair")}; "
                + $"B: {b.Data.Source}, {Wording.Count(b.Data.TestPairs, "test pair")})";
        }

        if (a.Data.Candidates != b.Data.Candidates)
        {
            yield return $"their candidates differ (A {a.Data.Candidates}, B {b.Data.Candidates})";
        }
    }

    /// <summary>The description of data and split without the folders, which say nothing about the content.</summary>
    private static string Split(string source) => Folders().Replace(source, "");

    private static string Short(string hash) => hash.Length > 12 ? $"{hash[..12]}…" : hash;

    private static (string A, string B)[] Pairs(
        ComparisonRequest request, IEnumerable<string> modelsA, IEnumerable<string> modelsB, List<string> notes)
    {
        string[] a = [.. modelsA];
        string[] b = [.. modelsB];
        if (request.Pair is { } pair)
        {
            ThrowIfAbsent([pair.A], a, "A");
            ThrowIfAbsent([pair.B], b, "B");
            return [pair];
        }

        if (request.Models.Count > 0)
        {
            ThrowIfAbsent(request.Models, a, "A");
            ThrowIfAbsent(request.Models, b, "B");
            return [.. request.Models.Distinct().Select(model => (model, model))];
        }

        string[] common = [.. a.Intersect(b)];
        if (common.Length == 0)
        {
            throw new ComparisonException(
                $"The runs have no model in common: A has {string.Join(", ", a)}; B has {string.Join(", ", b)}. "
                + "Name one of each with --model-a and --model-b.");
        }

        AddOnly(a.Except(common), "A");
        AddOnly(b.Except(common), "B");
        return [.. common.Select(model => (model, model))];

        void AddOnly(IEnumerable<string> models, string run)
        {
            if (models.Any())
            {
                notes.Add($"only in {run}: {string.Join(", ", models)}");
            }
        }
    }

    private static void ThrowIfAbsent(IEnumerable<string> wanted, string[] present, string run)
    {
        if (wanted.FirstOrDefault(model => !present.Contains(model)) is { } absent)
        {
            throw new ComparisonException($"{run} has no model {absent}; it has {string.Join(", ", present)}.");
        }
    }

    private static PairedValues Paired(
        (string A, string B) models, IReadOnlyDictionary<string, double> a, IReadOnlyDictionary<string, double> b, List<string> notes)
    {
        // In order of id, so that the result does not depend on how the files are sorted.
        string[] users = [.. a.Keys.Where(b.ContainsKey).Order(StringComparer.Ordinal)];
        if (users.Length == 0)
        {
            throw new ComparisonException($"{models.A} of A and {models.B} of B have no user in common.");
        }

        if (users.Length < a.Count || users.Length < b.Count)
        {
            notes.Add($"{models.A}: {Wording.Count(a.Count - users.Length, "user")} only in A and {b.Count - users.Length:N0} only in B are not compared");
        }

        return new PairedValues(models, [.. users.Select(user => a[user])], [.. users.Select(user => b[user])]);
    }

    private static ModelComparison[] Judge(PairedValues[] paired, Better better, int seed)
    {
        double[][] differences = [.. paired.Select(pair => pair.B.Zip(pair.A, (b, a) => b - a).ToArray())];
        double[] p = [.. differences.Select(difference => PairedPermutation.TwoSided([difference], seed)[0])];
        double[] corrected = Holm.Adjust(p);
        return [.. paired.Select((pair, n) =>
        {
            Interval interval = Bootstrap.OfMean(differences[n], seed);
            return new ModelComparison(
                pair.Models.A, pair.Models.B, pair.A.Length, pair.A.Average(), pair.B.Average(), interval.Estimate,
                interval.Low, interval.High, p[n], corrected[n], Of(interval.Estimate, corrected[n], better));
        })];
    }

    private static Verdict Of(double difference, double p, Better better) => (p < Holm.Level, better) switch
    {
        (false, _) => Verdict.Undecided,
        (_, Better.Neither) => Verdict.Different,
        _ => difference > 0 == (better == Better.Higher) ? Verdict.Better : Verdict.Worse,
    };

    private static ComparedRun Facts(string folder, RunReport run) => new(
        folder, run.Run.Version, run.Run.StartedAt, run.Run.Seed, run.Run.Command, run.Data.Source, run.Data.Hash);

    [GeneratedRegex(@"[^\s,]*[/\\]")]
    private static partial Regex Folders();

    /// <summary>Values of the users in both runs, in one order.</summary>
    private sealed record PairedValues((string A, string B) Models, double[] A, double[] B);
}
