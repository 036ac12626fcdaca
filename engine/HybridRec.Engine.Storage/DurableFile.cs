using System.Runtime.InteropServices;

namespace HybridRec.Engine.Storage;

/// <summary>What it takes for a file or a rename to survive a power cut.</summary>
internal static partial class DurableFile
{
    /// <summary>Rights of folders that hold private data: the owner's alone, where the system knows such.</summary>
    public static DirectoryInfo CreateFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Syncs a file's content to disk.</summary>
    public static void SyncFile(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Syncs a folder's entries, so that a file created or renamed in it is found after a power cut.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void SyncFolder(string path)
    {
        // NTFS journals its folders; there is nothing to sync.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(path, flags: 0);
        if (descriptor < 0)
        {
            throw new IOException($"The folder {path} cannot be opened (errno {Marshal.GetLastPInvokeError()}).");
        }

        int failed = FSync(descriptor);
        int errno = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed != 0)
        {
            throw new IOException($"The folder {path} cannot be synced to disk (errno {errno}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
