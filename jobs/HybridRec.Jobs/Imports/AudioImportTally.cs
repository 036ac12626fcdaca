using HybridRec.Engine.Catalogue;

namespace HybridRec.Jobs.Imports;

/// <summary>Counts what becomes of the files of one folder.</summary>
/// <param name="folder">The folder.</param>
internal sealed class AudioImportTally(AudioFolder folder)
{
    private readonly List<FileProblem> _bad = [];
    private readonly List<FileProblem> _unreadable = [.. folder.Unreadable];
    private readonly List<FileProblem> _warnings = [];
    private int _new;
    private int _changed;
    private int _unchanged;
    private int _moved;

    /// <summary>Files counted so far.</summary>
    public int Seen { get; private set; }

    public void AddProblem(ScannedFile file, string reason)
    {
        Seen++;
        (file.Now is null ? _unreadable : _bad).Add(new FileProblem(file.Path, reason));
    }

    public void AddUsable(ScannedFile file)
    {
        Seen++;
        if (file.MovedFrom is not null)
        {
            _moved++;
        }
        else if (file.Before is null or { State: AudioFileState.Missing })
        {
            _new++;
        }
        else if (file.Before.Fingerprint == file.Now!.Fingerprint && file.Before.State == AudioFileState.Present)
        {
            _unchanged++;
        }
        else
        {
            _changed++;
        }

        _warnings.AddRange(file.Warnings.Select(warning => new FileProblem(file.Path, warning)));
    }

    public AudioImportSummary Summarise(int missing) => new(folder.Root)
    {
        New = _new,
        Changed = _changed,
        Unchanged = _unchanged,
        Moved = _moved,
        Missing = missing,
        Bad = _bad,
        Unreadable = _unreadable,
        Warnings = _warnings,
    };
}
