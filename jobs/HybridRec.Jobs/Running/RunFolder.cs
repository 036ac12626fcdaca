using System.Globalization;

namespace HybridRec.Jobs.Running;

/// <summary>The folder <c>runs/ID</c> in which the steps of a run keep what they make for one another. Files appear whole.</summary>
/// <param name="path">The folder; created with the first file.</param>
public sealed class RunFolder(string path)
{
    private const string Runs = "runs";
    private const string AsideSuffix = ".part";

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The folder of a run.</summary>
    /// <param name="dataPath">The data folder.</param>
    /// <param name="run">The run's number.</param>
    public static RunFolder Of(string dataPath, long run) => new(System.IO.Path.Combine(
        dataPath, Runs, run.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The runs that have a folder.</summary>
    /// <param name="dataPath">The data folder.</param>
    internal static IReadOnlyList<long> Present(string dataPath) =>
        Directory.Exists(System.IO.Path.Combine(dataPath, Runs))
            ?
            [
                .. Directory.EnumerateDirectories(System.IO.Path.Combine(dataPath, Runs))
                    .Select(folder => long.TryParse(
                        System.IO.Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out long run) ? run : 0)
                    .Where(run => run > 0),
            ]
            : [];

    /// <summary>Where a file is, or would be.</summary>
    /// <param name="name">Its name.</param>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Whether a file was made.</summary>
    /// <param name="name">Its name.</param>
    public bool Has(string name) => System.IO.File.Exists(File(name));

    /// <summary>Makes a file: writes it aside, then renames it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="write">Writes to the path given.</param>
    public void Write(string name, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Directory.CreateDirectory(Path);
        string aside = File(name + AsideSuffix);
        write(aside);
        System.IO.File.Move(aside, File(name), overwrite: true);
    }

    /// <summary>Removes the folder with all that is in it.</summary>
    public void Delete()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
