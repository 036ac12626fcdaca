using System.IO.Compression;
using System.Text;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class ListenFileTests : IDisposable
{
    private const string Listen = """{"listened_at":1700000000,"track_metadata":{"artist_name":"A","track_name":"T"}}""";
    private const string Play = """{"ts":"2020-04-11T00:27:53Z","ms_played":1,"master_metadata_track_name":"T"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[" + Listen + "]", "ListenBrainz entry")]
    [InlineData("\uFEFF  [ \n" + Listen + "]", "ListenBrainz entry")]
    [InlineData(Listen + "\n" + Listen, "ListenBrainz line")]
    [InlineData("[" + Play + "]", "Spotify entry")]
    [InlineData("artist,album,track,date\nA,L,T,05 Mar 2019 21:07", "Lastfm line")]
    [InlineData("A,L,T,05 Mar 2019 21:07", "Lastfm line")]
    [InlineData("user_id\titem_id\n", "Tsv line")]
    [InlineData("\r\nplay_count,Item_Id,x\r\n", "Tsv line")]
    public void Open_AnyFormat_IsToldByItsContentWhateverItsName(string content, string expected)
    {
        using ListenFile file = ListenFile.Open(Write("history.bin", content), null);

        Assert.Equal(expected, $"{file.Format} {Assert.Single(file.Parts).Place(1)[..^2]}");
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \r\n\uFEFF", null)]
    [InlineData("\uFEFF \r\n", "is empty")]
    [InlineData("[]", null)]
    [InlineData("{\"name\":\"x\"}", null)]
    [InlineData("hello", null)]
    [InlineData("ID3\u0004\0\0\0", null)]
    public void Open_NoHistory_Fails(string content, string? reason)
    {
        ListenFileException error = Assert.Throws<ListenFileException>(() => ListenFile.Open(Write("x", content), null));

        Assert.Equal(
            reason ?? "is no listening history of a known format (ListenBrainz or Spotify JSON, Last.fm CSV, or a table with the columns user_id and item_id)",
            error.Reason);
    }

    [Fact]
    public void Open_Utf16_SaysWhatToDo()
    {
        File.WriteAllText(_folder.File("x"), "user_id\titem_id\n", Encoding.Unicode);

        Assert.Equal("is UTF-16 text; save it as UTF-8", Reason(_folder.File("x")));
    }

    [Fact]
    public void Open_MissingFileOrFolder_Fails()
    {
        Assert.Equal("there is no such file", Reason(_folder.File("none")));
        Assert.Equal("there is no such file", Reason(_folder.File("none/none")));
        Assert.Equal("is a folder, not a file", Reason(_folder.Path));
    }

    [Fact]
    public void Open_FormatThatTheContentCannotBe_Fails() =>
        Assert.Equal("is not JSON", Reason(Write("x", "user_id\titem_id"), ListenFileFormat.Spotify));

    [Fact]
    public void Open_Gzip_IsReadThroughAgainAndAgain()
    {
        string path = Write("x.gz", Gzip("user_id\titem_id\n1\t2\n"));
        using ListenFile file = ListenFile.Open(path, null);

        for (int pass = 0; pass < 2; pass++)
        {
            using Stream stream = file.Parts[0].Open();
            Assert.Equal(["1:user_id\titem_id", "2:1\t2"], Entries.Show(file.Parts[0].Cut(stream)));
        }

        Assert.Equal(new FileInfo(path).Length, file.Length);
    }

    [Fact]
    public void Open_GzipCutOff_KeepsTheGoodPartAndReportsTheEnd()
    {
        Random random = new(1);
        string lines = string.Concat(Enumerable.Range(0, 50_000).Select(_ => $"{random.Next()}\t{random.Next()}\n"));
        byte[] whole = Gzip("user_id\titem_id\n" + lines);
        using ListenFile file = ListenFile.Open(Write("x.gz", whole[..(whole.Length / 2)]), null);
        using Stream stream = file.Parts[0].Open();

        RawEntry[] entries = [.. file.Parts[0].Cut(stream)];

        Assert.InRange(entries.Length, 20_000, 30_000);
        Assert.All(entries[..^2], entry => Assert.Null(entry.Fault));
        Assert.Equal("the compressed file is damaged or cut off here", entries[^1].Fault);
    }

    [Fact]
    public void Open_ListenBrainzZip_TakesItsListensAndNothingElse()
    {
        string path = Zip(
            ("user.json", "{\"user_id\":1,\"username\":\"ann\"}"),
            ("feedback.jsonl", "{\"recording_msid\":\"x\",\"score\":1}"),
            ("listens/2024/1.jsonl", Listen),
            ("listens/2023/12.jsonl", Listen + "\n" + Listen));

        using ListenFile file = ListenFile.Open(path, null);

        Assert.Equal(ListenFileFormat.ListenBrainz, file.Format);
        Assert.Equal(["listens/2023/12.jsonl line 1", "listens/2024/1.jsonl line 1"], file.Parts.Select(part => part.Place(1)));
    }

    [Fact]
    public void Open_SpotifyZip_TakesAudioAndNoVideo()
    {
        string path = Zip(
            ("Spotify/Streaming_History_Audio_2020_1.json", $"[{Play}]"),
            ("Spotify/Streaming_History_Video_2020.json", $"[{Play}]"),
            ("Spotify/ReadMeFirst.pdf", "%PDF"));

        using ListenFile file = ListenFile.Open(path, null);

        Assert.Equal(["Spotify/Streaming_History_Audio_2020_1.json entry 7"], file.Parts.Select(part => part.Place(7)));
    }

    [Fact]
    public void Open_ZipOfTwoFormats_AsksWhichUnlessTold()
    {
        string path = Zip(("a.json", $"[{Play}]"), ("b.jsonl", Listen));

        Assert.Equal("holds histories of several formats; choose one with --format", Reason(path));
        using ListenFile file = ListenFile.Open(path, ListenFileFormat.Spotify);
        Assert.Equal("a.json", Assert.Single(file.Parts).Name);
    }

    [Fact]
    public void Open_ZipWithoutHistoryOrDamaged_Fails()
    {
        string path = Zip(("a.txt", "x"));
        byte[] bytes = File.ReadAllBytes(path);

        Assert.Equal("holds no listening history from ListenBrainz or Spotify", Reason(path));
        Assert.Equal("is a damaged zip file", Reason(Write("cut.zip", bytes[..(bytes.Length / 2)])));
    }

    private static string Reason(string path, ListenFileFormat? format = null) =>
        Assert.Throws<ListenFileException>(() => ListenFile.Open(path, format)).Reason;

    private static byte[] Gzip(string text)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }

    private string Zip(params (string Name, string Text)[] entries)
    {
        string path = _folder.File($"{Guid.NewGuid():n}.zip");
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, string text) in entries)
        {
            using Stream entry = zip.CreateEntry(name).Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }

        return path;
    }

    private string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.File(name), bytes);
        return _folder.File(name);
    }
}
