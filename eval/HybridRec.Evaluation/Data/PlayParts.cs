using System.Globalization;
using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Data;

/// <summary>Plays in parts, by numbers of an <see cref="IdTable"/>.</summary>
/// <param name="Whole">Everything before the test part: what the final models are trained on.</param>
/// <param name="Tuning">The training and validation part that tuning sees; null where nothing is tuned.</param>
/// <param name="Test">Held out.</param>
/// <param name="Source">Where they come from, in words.</param>
/// <param name="Notes">What was left out, and what the splitters said.</param>
internal sealed record PlayParts(
    IReadOnlyList<Interaction> Whole,
    (IReadOnlyList<Interaction> Train, IReadOnlyList<Interaction> Validation)? Tuning,
    IReadOnlyList<Interaction> Test,
    string Source,
    IReadOnlyList<string> Notes)
{
    private const string SplitWithTimes = "temporal:0.8";
    private const string SplitWithoutTimes = "random:0.2";
    private const string ValidationWithTimes = "temporal:0.9";
    private const string ValidationWithoutTimes = "random:0.1";

    /// <summary>Reads given files; where a validation part is wanted and not given, the last or a random tenth of training.</summary>
    public static PlayParts OfFiles(DataRequest request, IdTable users, IdTable items)
    {
        List<Interaction> train = PlayFile.Read(request.Train!, users, items);
        List<Interaction>? validation = request.Validation is { } file ? PlayFile.Read(file, users, items) : null;
        List<Interaction> test = PlayFile.Read(request.Test!, users, items);
        string source = "given files " + string.Join(
            ", ", new[] { request.Train, request.Validation, request.Test }.OfType<string>());
        if (validation is not null)
        {
            return new PlayParts([.. train, .. validation], (train, validation), test, source, []);
        }

        if (!request.NeedsValidation)
        {
            return new PlayParts(train, null, test, source, []);
        }

        bool hasTimes = train.All(play => play.Time is not null);
        if (request.AllCandidates && !hasTimes)
        {
            throw new EvaluationException(
                "Tuning for --candidates all needs plays that repeat: give --valid, or a training file with timestamps.");
        }

        ISplitter splitter = SplitRule.Parse(hasTimes ? ValidationWithTimes : ValidationWithoutTimes, request.Seed);
        Split inner = splitter.Split(train, request.AllCandidates);
        return new PlayParts(
            train, (inner.Train, inner.Test), test, source, [$"tuned on a part of the training file: {splitter.Description}"]);
    }

    /// <summary>Splits plays, and their training part once more where a validation part is wanted.</summary>
    public static PlayParts OfSplit(IReadOnlyList<Interaction> plays, string name, DataRequest request)
    {
        bool anyTimes = plays.Any(play => play.Time is not null);
        string rule = request.Split ?? (anyTimes ? SplitWithTimes : SplitWithoutTimes);
        ISplitter splitter = SplitRule.Parse(rule, request.Seed);
        List<string> notes = [];
        if (splitter is TemporalSplit or LeaveLastOut && anyTimes)
        {
            // A count without times may hold plays from after the cut-off, so it can be in neither part.
            List<Interaction> timed = [.. plays.Where(play => play.Time is not null)];
            if (timed.Count < plays.Count)
            {
                notes.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{plays.Count - timed.Count:N0} plays without a time left out, since the split is by time"));
                plays = timed;
            }
        }

        Split outer = splitter.Split(plays, request.AllCandidates);
        Split? inner = request.NeedsValidation ? splitter.Split(outer.Train, request.AllCandidates) : null;
        return new PlayParts(
            outer.Train,
            inner is null ? null : (inner.Train, inner.Test),
            outer.Test,
            $"{name}, {splitter.Description}",
            [.. notes, .. outer.Notes, .. inner?.Notes.Select(note => $"validation part: {note}") ?? []]);
    }
}
