using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Storage.Tests;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class ItemTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_Name_MeansAnArtistAsAWhole()
    {
        ItemTable table = Load("item_id\tname\n51\tDuran Duran\n");

        Assert.Equal(
            new TrackDescription { Artist = "Duran Duran", Title = "" },
            table.Find("51"));
        Assert.Null(table.Find("52"));
    }

    [Fact]
    public void Load_ArtistAndTitle_MeanATrack()
    {
        TrackDescription? track = Load(
            "mbid,artist,item_id,title,release\n0a2e1a2c-0000-4000-8000-000000000001,\"A, B\",7,T,\n").Find("7");

        Assert.Equal(("A, B", "T", null), (track?.Artist, track?.Title, track?.Release));
        Assert.Equal(Guid.Parse("0a2e1a2c-0000-4000-8000-000000000001"), track?.RecordingMbid);
    }

    [Fact]
    public void Load_BadLines_AreRejectedOneByOne()
    {
        ItemTable table = Load("item_id\tartist\ttitle\tmbid\n1\tA\tT\tx\n\tA\tT\t\n3\t\tT\t\n4\tA\t\t\n5\tA\n6\tA\tT\t\n6\tB\tT\t\n");

        Assert.Equal(
            [
                "2: mbid is not a MusicBrainz id",
                "3: item_id is empty",
                "4: the name or artist is empty",
                "5: title is empty",
                "6: fewer fields than the table has columns",
                "8: item_id occurs twice",
            ],
            Entries.Rejections(table.Rejected));
        Assert.Equal("A", table.Find("6")?.Artist);
    }

    [Theory]
    [InlineData("item_id\tartist\n", "the column title is missing (found: \"item_id\", \"artist\")")]
    [InlineData("name\n", "the column item_id is missing (found: \"name\")")]
    [InlineData("\uFEFF\n", "is empty")]
    public void Load_ColumnMissing_FailsNamingIt(string text, string reason) =>
        Assert.Equal(reason, Assert.Throws<ListenFileException>(() => Load(text)).Reason);

    [Fact]
    public void Load_NoFile_Fails() =>
        Assert.Equal(
            "there is no such file",
            Assert.Throws<ListenFileException>(() => ItemTable.Load(_folder.File("none"), Token)).Reason);

    private ItemTable Load(string text)
    {
        File.WriteAllText(_folder.File("items.tsv"), text);
        return ItemTable.Load(_folder.File("items.tsv"), Token);
    }
}
