using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Playlists;

namespace HybridRec.Engine.Tests.Playlists;

public sealed class PlaylistWriterTests
{
    // A bell, a line break, XML's and JSON's own characters, an emoji, a lone surrogate and a line separator.
    private const string Nasty = "a\u0007b\r\n#<c> & \"d\" 🎧\uD800\u2028]]>";
    private static readonly XNamespace Xspf = "http://xspf.org/ns/0/";
    private static readonly XNamespace Ours = "https://hybridrec.example/ns/playlist";
    private static readonly Guid Mbid = new("0f0d3bc8-1f0e-4f0e-9d0e-000000000001");

    private static readonly Track Full = new(
        new TrackId(7), "Massive Attack", "Teardrop", "Mezzanine", Mbid, TimeSpan.FromMilliseconds(329_640), "trip", [], true);

    private static readonly Track Wild = new(
        new TrackId(8), Nasty, Nasty, Nasty, null, null, Nasty, [], true);

    private static readonly Track ArtistOnly = new(
        new TrackId(9), "Portishead", "", null, null, null, null, [], false);

    private static readonly Playlist Sample = new(
        Nasty,
        new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero),
        new ModelVersion("v1"),
        new DialReport(0.5, 40, 41.25, 12, 55),
        [
            new PlaylistEntry(1, Full, 1.5f, "blend", 61.5f, true, false, new Because([new(ArtistOnly, 0.75f)], new(Wild, 0.9f))),
            new PlaylistEntry(2, Wild, 1.25f, "audio", 0, true, true, new Because([], null)),
            new PlaylistEntry(3, ArtistOnly, 0.5f, "onboarding", 80, false, false, new Because([], null)),
        ],
        ["Only 3 tracks qualify."]);

    private static Uri? Locate(Track track) =>
        track.HasAudio ? new Uri($"http://localhost:5080/api/v1/tracks/{track.Id.Value}/audio?a=ü&b=1") : null;

    private static async Task<byte[]> Write(
        Func<Stream, Playlist, Func<Track, Uri?>, CancellationToken, Task> writer, Playlist? playlist = null)
    {
        using AsyncOnlyStream stream = new();
        await writer(stream, playlist ?? Sample, Locate, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    private static string Strict(byte[] utf8) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);

    [Fact]
    public async Task Jspf_Sample_ParsesBackWithAllFields()
    {
        using JsonDocument json = JsonDocument.Parse(await Write(JspfWriter.WriteAsync));

        JsonElement playlist = json.RootElement.GetProperty("playlist");
        Assert.Equal("2026-02-03T04:05:06+00:00", playlist.GetProperty("date").GetString());
        Assert.Contains("Only 3 tracks qualify.", playlist.GetProperty("annotation").GetString());
        JsonElement about = playlist.GetProperty("extension").GetProperty(JspfWriter.Extension)[0];
        Assert.Equal(41.25, about.GetProperty("dial").GetProperty("achievedPopularity").GetDouble());
        Assert.Equal("v1", about.GetProperty("model").GetString());
        JsonElement tracks = playlist.GetProperty("track");
        Assert.Equal(3, tracks.GetArrayLength());
        JsonElement first = tracks[0];
        Assert.Equal("Teardrop", first.GetProperty("title").GetString());
        Assert.Equal("Massive Attack", first.GetProperty("creator").GetString());
        Assert.Equal("Mezzanine", first.GetProperty("album").GetString());
        Assert.Equal(329_640, first.GetProperty("duration").GetInt64());
        Assert.Equal(
            [$"https://musicbrainz.org/recording/{Mbid}", "urn:hybridrec:track:7"],
            first.GetProperty("identifier").EnumerateArray().Select(item => item.GetString()!));
        Assert.Equal(
            "http://localhost:5080/api/v1/tracks/7/audio?a=%C3%BC&b=1", first.GetProperty("location")[0].GetString());
        JsonElement ours = first.GetProperty("extension").GetProperty(JspfWriter.Extension)[0];
        Assert.Equal(7, ours.GetProperty("hybridrec_track_id").GetInt64());
        Assert.Equal("blend", ours.GetProperty("source").GetString());
        Assert.Equal(61.5, ours.GetProperty("popularity").GetDouble());
        Assert.Equal(0.75, ours.GetProperty("because").GetProperty("topPlays")[0].GetProperty("share").GetDouble());
        Assert.Equal(8, ours.GetProperty("because").GetProperty("nearestByEar").GetProperty("id").GetInt64());
        Assert.Equal("Portishead", tracks[2].GetProperty("title").GetString());
        Assert.Equal("Portishead", tracks[2].GetProperty("creator").GetString());
        Assert.False(tracks[2].TryGetProperty("location", out _));
        Assert.False(tracks[2].TryGetProperty("duration", out _));
    }

    [Fact]
    public async Task Jspf_NastyText_ComesBackWithOnlyTheLoneSurrogateReplaced()
    {
        byte[] utf8 = await Write(JspfWriter.WriteAsync);
        using JsonDocument json = JsonDocument.Parse(Strict(utf8));

        string title = json.RootElement.GetProperty("playlist").GetProperty("track")[1].GetProperty("title").GetString()!;

        Assert.Equal(Nasty.Replace('\uD800', '\uFFFD'), title);
    }

    [Fact]
    public async Task PlaylistJson_Sample_ParsesBackWithAllFields()
    {
        using JsonDocument json = JsonDocument.Parse(Strict(await Write(PlaylistJson.WriteAsync)));

        JsonElement root = json.RootElement;
        Assert.Equal(Nasty.Replace('\uD800', '\uFFFD'), root.GetProperty("user").GetString());
        Assert.Equal("v1", root.GetProperty("model").GetString());
        Assert.Equal(40, root.GetProperty("dial").GetProperty("askedPopularity").GetDouble());
        Assert.Equal(12, root.GetProperty("dial").GetProperty("feasiblePopularity").GetDouble());
        Assert.Equal(55, root.GetProperty("dial").GetProperty("historyPopularity").GetDouble());
        Assert.Equal("Only 3 tracks qualify.", root.GetProperty("notes")[0].GetString());
        JsonElement first = root.GetProperty("tracks")[0];
        Assert.Equal(1, first.GetProperty("position").GetInt32());
        Assert.Equal(1.5, first.GetProperty("score").GetDouble());
        Assert.True(first.GetProperty("neverHeard").GetBoolean());
        Assert.False(first.GetProperty("cold").GetBoolean());
        Assert.Equal(7, first.GetProperty("track").GetProperty("id").GetInt64());
        Assert.Equal(Mbid, first.GetProperty("track").GetProperty("recordingMbid").GetGuid());
        Assert.Equal(329_640, first.GetProperty("track").GetProperty("durationMs").GetInt64());
        Assert.Equal("trip", first.GetProperty("track").GetProperty("collection").GetString());
        Assert.StartsWith("because you play Portishead; sounds like", first.GetProperty("because").GetProperty("text").GetString());
        Assert.Equal(0.9, first.GetProperty("because").GetProperty("nearestByEar").GetProperty("similarity").GetDouble());
        JsonElement last = root.GetProperty("tracks")[2];
        Assert.Equal("", last.GetProperty("track").GetProperty("title").GetString());
        Assert.False(last.GetProperty("track").TryGetProperty("location", out _));
        Assert.Equal(0, last.GetProperty("because").GetProperty("topPlays").GetArrayLength());
    }

    [Fact]
    public async Task Xspf_Sample_ParsesBackWithAllFields()
    {
        XDocument xml = XDocument.Parse(Strict(await Write(XspfWriter.WriteAsync)), LoadOptions.PreserveWhitespace);

        XElement playlist = xml.Root!;
        Assert.Equal(Xspf + "playlist", playlist.Name);
        Assert.Equal("1", playlist.Attribute("version")!.Value);
        Assert.Equal("2026-02-03T04:05:06+00:00", playlist.Element(Xspf + "date")!.Value);
        XElement[] tracks = [.. playlist.Element(Xspf + "trackList")!.Elements(Xspf + "track")];
        Assert.Equal(3, tracks.Length);
        Assert.Equal("Teardrop", tracks[0].Element(Xspf + "title")!.Value);
        Assert.Equal("Massive Attack", tracks[0].Element(Xspf + "creator")!.Value);
        Assert.Equal("Mezzanine", tracks[0].Element(Xspf + "album")!.Value);
        Assert.Equal("329640", tracks[0].Element(Xspf + "duration")!.Value);
        Assert.Equal("1", tracks[0].Element(Xspf + "trackNum")!.Value);
        Assert.Equal(
            "http://localhost:5080/api/v1/tracks/7/audio?a=%C3%BC&b=1", tracks[0].Element(Xspf + "location")!.Value);
        Assert.StartsWith("because you play Portishead", tracks[0].Element(Xspf + "annotation")!.Value);
        XElement ours = tracks[0].Element(Xspf + "extension")!.Element(Ours + "recommendation")!;
        Assert.Equal("7", ours.Attribute("trackId")!.Value);
        Assert.Equal("61.5", ours.Attribute("popularity")!.Value);
        Assert.Equal("true", ours.Attribute("neverHeard")!.Value);
        Assert.Equal("Portishead", tracks[2].Element(Xspf + "title")!.Value);
        Assert.Null(tracks[2].Element(Xspf + "location"));
    }

    [Fact]
    public async Task Xspf_NastyText_ReplacesWhatXmlForbids()
    {
        byte[] utf8 = await Write(XspfWriter.WriteAsync);
        XDocument xml = XDocument.Parse(Strict(utf8), LoadOptions.PreserveWhitespace);

        string album = xml.Descendants(Xspf + "album").ElementAt(1).Value;

        // An XML parser reads every line break as \n.
        Assert.Equal(
            Nasty.Replace('\u0007', '\uFFFD').Replace('\uD800', '\uFFFD').Replace("\r\n", "\n"),
            album.Replace("\r\n", "\n"));
        Assert.Equal((byte)'<', utf8[0]);
    }

    [Fact]
    public async Task M3u8_Sample_IsWhatPlayersRead()
    {
        string[] lines = Strict(await Write(M3u8Writer.WriteAsync)).Split('\n');

        Assert.Equal(
        [
            "#EXTM3U",
            "#PLAYLIST:Discovery for a b #<c> & \"d\" 🎧\uFFFD ]]>",
            "# Dial at 0.5: mean popularity 41 of 100. Only 3 tracks qualify.",
            "#EXTINF:330,Massive Attack - Teardrop",
            "# because you play Portishead; sounds like a b #<c> & \"d\" 🎧\uFFFD ]]> – a b #<c> & \"d\" 🎧\uFFFD ]]>",
            "http://localhost:5080/api/v1/tracks/7/audio?a=%C3%BC&b=1",
            "#EXTINF:-1,a b #<c> & \"d\" 🎧\uFFFD ]]> - a b #<c> & \"d\" 🎧\uFFFD ]]>",
            "# close to what you play; nobody here has played it yet",
            "http://localhost:5080/api/v1/tracks/8/audio?a=%C3%BC&b=1",
            "# 3. Portishead (no audio here): a favourite here, to start with",
            "",
        ],
        lines);
    }

    [Fact]
    public async Task AllFormats_EmptyPlaylist_StayWellFormed()
    {
        Playlist empty = Sample with { Entries = [], Notes = [] };

        Assert.Equal(0, JsonDocument.Parse(await Write(JspfWriter.WriteAsync, empty))
            .RootElement.GetProperty("playlist").GetProperty("track").GetArrayLength());
        Assert.Equal(0, JsonDocument.Parse(await Write(PlaylistJson.WriteAsync, empty))
            .RootElement.GetProperty("tracks").GetArrayLength());
        Assert.Empty(XDocument.Parse(Strict(await Write(XspfWriter.WriteAsync, empty))).Descendants(Xspf + "track"));
        Assert.StartsWith("#EXTM3U\n", Strict(await Write(M3u8Writer.WriteAsync, empty)));
    }

    /// <summary>Refuses synchronous writes, as a web server's response does.</summary>
    private sealed class AsyncOnlyStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Synchronous.");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("Synchronous.");

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            base.Write(buffer, offset, count);
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            base.Write(buffer.ToArray(), 0, buffer.Length);
            return ValueTask.CompletedTask;
        }
    }
}
