using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class AudioFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Walk_Folder_FindsAudioByNameInOrderAndSkipsTheHidden()
    {
        foreach (string name in new[] { "b/z.MP3", "b/a.flac", "a.ogg", "b/cover.jpg", ".hidden.mp3", ".trash/x.mp3", "a.ogg.txt" })
        {
            Write(name);
        }

        Assert.Equal(["a.ogg", "b/a.flac", "b/z.MP3"], Walk(_folder.Path));
    }

    [Fact]
    public void Walk_LinkLoops_EndAndEachFolderIsWalkedOnce()
    {
        Write("music/a.mp3");
        Write("elsewhere/b.mp3");
        Directory.CreateSymbolicLink(_folder.File("music/loop"), _folder.File("music"));
        Directory.CreateSymbolicLink(_folder.File("music/up"), "..");
        Directory.CreateSymbolicLink(_folder.File("music/self"), "self");
        Directory.CreateSymbolicLink(_folder.File("music/other"), _folder.File("elsewhere"));
        Directory.CreateSymbolicLink(_folder.File("music/again"), _folder.File("elsewhere"));
        File.CreateSymbolicLink(_folder.File("music/c.mp3"), _folder.File("elsewhere/b.mp3"));

        string[] found = Walk(_folder.File("music"));

        Assert.Contains("a.mp3", found);
        Assert.Contains("c.mp3", found);
        Assert.Single(found, file => file.EndsWith("/b.mp3", StringComparison.Ordinal));
        Assert.Equal(3, found.Length);
    }

    [Fact]
    public void Walk_RootReachedThroughALink_IsWalkedOnce()
    {
        Write("real/music/a.mp3");
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("real"));
        Directory.CreateSymbolicLink(_folder.File("real/music/loop"), _folder.File("real/music"));

        Assert.Equal(["a.mp3"], Walk(_folder.File("link/music/")));
    }

    [Fact]
    public void Walk_NoSuchFolderOrAFile_Fails()
    {
        Write("a.mp3");

        Assert.EndsWith(
            "none: there is no such folder.",
            Assert.Throws<AudioFolderException>(() => Walk(_folder.File("none"))).Message,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "a.mp3: is a file, not a folder.",
            Assert.Throws<AudioFolderException>(() => Walk(_folder.File("a.mp3"))).Message,
            StringComparison.Ordinal);
    }

    private static string[] Walk(string path)
    {
        AudioFolder folder = AudioFolder.Walk(path, _ => { }, TestContext.Current.CancellationToken);
        return [.. folder.Files.Select(file => Path.GetRelativePath(folder.Root, file))];
    }

    private void Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), name);
    }
}
