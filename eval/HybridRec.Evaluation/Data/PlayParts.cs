using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Data;

/// <summary>Plays in parts, by numbers of an <see cref="IdTable"/>.</summary>
/// <param name="Train">To train on.</param>
/// <param name="Validation">To tune on; null for none.</param>
/// <param name="Test">Held out.</param>
/// <param name="Source">Where they come from, in words.</param>
/// <param name="Notes">What the splitters said.</param>
internal sealed record PlayParts(
    IReadOnlyList<Interaction> Train,
    IReadOnlyList<Interaction>? Validation,
    IReadOnlyList<Interaction> Test,
    string Source,
    IReadOnlyList<string> Notes)
{
    private const string SplitWithTimes = "temporal:0.8";
    private const string SplitWithoutTimes = "random:0.2";
    private const string ValidationOfFiles = "random:0.1";

    /// <summary>Reads given files; where a validation part is wanted and not given, a tenth of the training pairs.</summary>
    public static PlayParts OfFiles(DataRequest request, IdTable users, IdTable items)
    {
        IReadOnlyList<Interaction> train = PlayFile.Read(request.Train!, users, items, out _);
        IReadOnlyList<Interaction>? validation = request.Validation is { } file ? PlayFile.Read(file, users, items, out _) : null;
        IReadOnlyList<Interaction> test = PlayFile.Read(request.Test!, users, items, out _);
        string[] names = [.. new[] { request.Train, request.Validation, request.Test }.OfType<string>()];
        List<string> notes = [];
        if (validation is null && request.NeedsValidation)
        {
            Split inner = SplitRule.Parse(ValidationOfFiles, request.Seed).Split(train, request.AllCandidates);
            (train, validation) = (inner.Train, inner.Test);
            notes.Add("a random tenth of each user's training pairs was set aside to tune on");
        }

        return new PlayParts(train, validation, test, $"given files {string.Join(", ", names)}", notes);
    }

    /// <summary>Splits plays, and their training part once more where a validation part is wanted.</summary>
    public static PlayParts OfSplit(IReadOnlyList<Interaction> plays, string name, DataRequest request)
    {
        string rule = request.Split ?? (plays.All(play => play.Time is not null) ? SplitWithTimes : SplitWithoutTimes);
        ISplitter splitter = SplitRule.Parse(rule, request.Seed);
        Split outer = splitter.Split(plays, request.AllCandidates);
        Split? inner = request.NeedsValidation ? splitter.Split(outer.Train, request.AllCandidates) : null;
        return new PlayParts(
            inner?.Train ?? outer.Train,
            inner?.Test,
            outer.Test,
            $"{name}, {splitter.Description}",
            [.. outer.Notes, .. inner?.Notes.Select(note => $"validation part: {note}") ?? []]);
    }
}
