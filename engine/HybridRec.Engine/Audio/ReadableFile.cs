namespace HybridRec.Engine.Audio;

/// <summary>Tells, before a decoder is started, what is plainly wrong with a path.</summary>
internal static class ReadableFile
{
    /// <summary>Throws unless the path names a file with content that this process may read.</summary>
    /// <param name="path">Absolute path.</param>
    /// <exception cref="AudioDecodeException">Missing, a directory, empty or not readable; the reason says which.</exception>
    public static void Ensure(string path)
    {
        try
        {
            // The length comes before the opening: opening a named pipe, whose length is 0, would wait for a writer.
            if (new FileInfo(path).Length == 0)
            {
                throw new AudioDecodeException(path, "the file is empty");
            }

            File.OpenHandle(path).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AudioDecodeException(path, Describe(path, error), error);
        }
    }

    /// <summary>Puts the error of a failed read in words.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">What opening or reading it threw.</param>
    public static string Describe(string path, Exception error) => error switch
    {
        _ when Directory.Exists(path) => "it is a folder, not a file",
        FileNotFoundException or DirectoryNotFoundException => "the file does not exist",
        UnauthorizedAccessException => "no permission to read it",
        _ => $"it cannot be read ({error.Message})",
    };
}
