using System.Text;
using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class LyricsReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string AudioFile(string? ending = null, byte[]? content = null)
    {
        string audio = Path.Combine(_folder.Path, "a track.flac");
        if (ending is not null)
        {
            File.WriteAllBytes(Path.ChangeExtension(audio, ending), content!);
        }

        return audio;
    }

    [Fact]
    public void Beside_LrcFile_IsReadWithoutTimesAndHeadings()
    {
        string text = "[ar: Somebody]\n[00:12.30]First line\r\n[00:15.00][01:15.00]<00:15.10>Second <00:16.00>line\n\n";

        Assert.Equal("First line\nSecond  line", LyricsReader.Beside(AudioFile(".lrc", Encoding.UTF8.GetBytes(text))));
    }

    public static TheoryData<string, string> Encodings => new()
    {
        { "utf-8", "Füße im Schnee" }, { "utf-8 with mark", "夜の空" }, { "utf-16", "Луна над рекой" }, { "latin-1", "Füße im Schnee" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Beside_TextFile_IsReadInItsEncoding(string encoding, string text)
    {
        byte[] bytes = encoding switch
        {
            "utf-8 with mark" => [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)],
            "utf-16" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)],
            "latin-1" => Encoding.Latin1.GetBytes(text),
            _ => Encoding.UTF8.GetBytes(text),
        };

        Assert.Equal(text, LyricsReader.Beside(AudioFile(".txt", bytes)));
    }

    [Fact]
    public void Beside_NothingReadable_IsNull()
    {
        Assert.Null(LyricsReader.Beside(AudioFile()));
        Assert.Null(LyricsReader.Beside(AudioFile(".txt", [])));
        Assert.Null(LyricsReader.Beside(AudioFile(".txt", [1, 2, 0, 3])));
        Assert.Null(LyricsReader.Beside(AudioFile(".txt", new byte[LyricsReader.MostBytes + 1])));
        Assert.Null(LyricsReader.Beside(AudioFile(".txt", "[ti:only a title]"u8.ToArray())));
    }

    [Fact]
    public void Beside_LinkOutOfTheFolder_IsNotFollowed()
    {
        string secret = Path.Combine(_folder.Path, "secret");
        File.WriteAllText(secret, "words of another place");
        string audio = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, "music")).FullName, "track.mp3");
        File.CreateSymbolicLink(Path.ChangeExtension(audio, ".txt"), secret);

        Assert.Null(LyricsReader.Beside(audio));
    }

    [Theory]
    [InlineData("lyrics")]
    [InlineData("lyrics-eng")]
    [InlineData("unsyncedlyrics")]
    [InlineData("uslt")]
    public void InTags_AnyOfTheNames_IsFound(string name) => Assert.Equal(
        "la la", LyricsReader.InTags(new Dictionary<string, string> { ["title"] = "x", [name] = "[00:01.00]la la" }));

    [Fact]
    public void InTags_NoneOrTooLong_IsNull()
    {
        Assert.Null(LyricsReader.InTags(new Dictionary<string, string> { ["comment"] = "la", ["lyrics"] = "  " }));
        Assert.Null(LyricsReader.InTags(new Dictionary<string, string> { ["lyrics"] = new string('a', LyricsReader.MostBytes + 1) }));
    }
}
