using HybridRec.Engine.Audio;

namespace HybridRec.Jobs.Imports;

/// <summary>The audio files below a folder, judged by their names.</summary>
/// <remarks>
/// Links to folders are followed, each folder once whatever the links, so that a loop ends. Hidden files and folders are
/// left out. A folder that may not be read is reported, not fatal.
/// </remarks>
internal sealed class AudioFolder
{
    private static readonly EnumerationOptions AllEntries = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly List<string> _files = [];
    private readonly List<FileProblem> _unreadable = [];
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);

    private AudioFolder(string root) => Root = root;

    /// <summary>Absolute path.</summary>
    public string Root { get; }

    /// <summary>Absolute paths in ordinal order, so that two scans of the same folder agree.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Folders that may not be read.</summary>
    public IReadOnlyList<FileProblem> Unreadable => _unreadable;

    /// <summary>Walks a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="found">Told now and then how many files there are so far.</param>
    /// <param name="cancellationToken">Stops between folders.</param>
    /// <exception cref="AudioFolderException">It is absent, no folder, or may not be read.</exception>
    public static AudioFolder Walk(string path, Action<int> found, CancellationToken cancellationToken)
    {
        AudioFolder folder = new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        string? unusable = File.Exists(folder.Root) ? "is a file, not a folder"
            : !Directory.Exists(folder.Root) ? "there is no such folder"
            : null;
        if (unusable is not null)
        {
            throw new AudioFolderException(folder.Root, unusable);
        }

        Stack<(string Path, string Real)> left = new([(folder.Root, RealPath(folder.Root))]);
        while (left.TryPop(out (string Path, string Real) next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (folder._visited.Add(next.Real))
            {
                folder.List(next.Path, next.Real, left);
                found(folder._files.Count);
            }
        }

        folder._files.Sort(StringComparer.Ordinal);
        return folder;
    }

    /// <summary>Whether a path is below this folder but in a part of it that could not be looked at.</summary>
    public bool IsOutOfSight(string path) => _unreadable.Exists(folder => IsBelow(path, folder.Path));

    /// <summary>Whether a path is below this folder.</summary>
    public bool Covers(string path) => IsBelow(path, Root);

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private void List(string path, string real, Stack<(string Path, string Real)> left)
    {
        try
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", AllEntries))
            {
                if (entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden))
                {
                    continue;
                }

                if (!entry.Attributes.HasFlag(FileAttributes.Directory))
                {
                    if (AudioFormats.IsAudio(entry.Name))
                    {
                        _files.Add(entry.FullName);
                    }
                }
                else if (entry.LinkTarget is null)
                {
                    left.Push((entry.FullName, Path.Join(real, entry.Name)));
                }
                else if (entry.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                {
                    left.Push((entry.FullName, RealPath(target.FullName)));
                }
            }
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            string reason = error is UnauthorizedAccessException ? "permission denied" : error.Message.TrimEnd('.');
            if (path == Root)
            {
                throw new AudioFolderException(path, $"may not be read: {reason}", error);
            }

            _unreadable.Add(new FileProblem(path, reason));
        }
    }

    /// <summary>The path with every link in it resolved, so that one folder has one name.</summary>
    private static string RealPath(string path)
    {
        string real = Path.GetPathRoot(path)!;
        foreach (string part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Join(real, part);
            real = new DirectoryInfo(real).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? real;
        }

        return real;
    }
}
