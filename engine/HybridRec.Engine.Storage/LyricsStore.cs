using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Storage;

/// <summary>Keeps the lyrics of audio files by content fingerprint, as text files. Thread- and process-safe.</summary>
/// <remarks>
/// An entry is <c>ab/abcdef….txt</c>, UTF-8, written aside and renamed, so that half an entry is never seen. Not part of a backup:
/// an import makes it again.
/// </remarks>
public sealed class LyricsStore
{
    private readonly string _folder;

    internal LyricsStore(string folder) => _folder = folder;

    /// <summary>Stores the lyrics of a file, replacing what was there.</summary>
    /// <param name="fingerprint">See <see cref="Engine.Catalogue.AudioFile.Fingerprint"/>: 8 to 128 hexadecimal digits.</param>
    /// <param name="lyrics">The text, not empty.</param>
    /// <exception cref="ArgumentException">The fingerprint is none, or there is no text.</exception>
    /// <exception cref="StorageException">The disk refused.</exception>
    public void Save(string fingerprint, string lyrics)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(lyrics);
        string path = PathOf(fingerprint);
        if (Load(fingerprint) == lyrics)
        {
            return;
        }

        string aside = $"{path}.{Guid.NewGuid():n}";
        try
        {
            DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
            File.WriteAllText(aside, lyrics);
            File.Move(aside, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(aside);
            throw new StorageException(path, $"it cannot be written ({error.Message.TrimEnd('.')})", error);
        }
    }

    /// <summary>The lyrics of a file, or null if there are none.</summary>
    /// <param name="fingerprint">The file's fingerprint.</param>
    public string? Load(string fingerprint)
    {
        FileInfo file = new(PathOf(fingerprint));
        try
        {
            // A text grows in UTF-8 to four times its letters at most.
            return file.Exists && file.Length <= 4L * LyricsReader.MostBytes ? File.ReadAllText(file.FullName) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string PathOf(string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        if (fingerprint.Length is < 8 or > 128 || !fingerprint.All(char.IsAsciiHexDigit))
        {
            throw new ArgumentException($"\"{fingerprint}\" is no fingerprint: 8 to 128 hexadecimal digits are.", nameof(fingerprint));
        }

        string name = fingerprint.ToLowerInvariant();
        return Path.Combine(_folder, name[..2], $"{name}.txt");
    }
}
