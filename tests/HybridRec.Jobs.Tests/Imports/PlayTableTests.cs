using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class PlayTableTests
{
    private static readonly DateTimeOffset Now = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_Counts_AreTakenInAnyColumnOrderAndMoreColumnsIgnored()
    {
        const string Tsv = "play_count\tnote\tITEM_ID\tuser_id\r\n13883\tx\t51\t2\r\n9007199254740992\t\t52\tann\r\n";

        ImportRow[] rows = [.. Read(Tsv)];

        Assert.Equal([(2L, "2", "tsv:data/plays.tsv:51", 13_883L), (3L, "ann", "tsv:data/plays.tsv:52", 1L << 53)], Counts(rows));
    }

    [Fact]
    public void Read_WithoutItemNames_CallsThemByTheirIds()
    {
        ImportRow.Count count = TheCount(Read("user_id\titem_id\n1\t51"));

        Assert.Equal(("Item 51", "", true), (count.Track.Artist, count.Track.Title, count.Track.IsUnnamed));
    }

    [Fact]
    public void Read_NeitherCountNorTime_EachRowCountsOne() =>
        Assert.Equal([(2L, "1", "tsv:data/plays.tsv:5", 1L), (3L, "1", "tsv:data/plays.tsv:5", 1L)], Counts(Read("user_id\titem_id\n1\t5\n1\t5")));

    [Fact]
    public void Read_Csv_IsUnderstoodToo() =>
        Assert.Equal([(2L, "a,b", "tsv:data/plays.tsv:5", 3L)], Counts(Read("user_id,item_id,play_count\n\"a,b\",5,3")));

    [Fact]
    public void Read_Timestamps_MakeListens()
    {
        ImportRow[] rows = [.. Read("user_id\titem_id\ttimestamp\tplay_count\n1\t5\t1122854400\t1\n1\t5\t1122854400\t2")];

        ImportRow.Play play = Assert.IsType<ImportRow.Play>(rows[0]);
        Assert.Equal(("1", DateTimeOffset.FromUnixTimeSeconds(1_122_854_400)), (play.User, play.ListenedAt));
        Assert.Equal(["3: play_count is not 1 though the row has one timestamp"], Entries.Rejections(rows));
    }

    [Theory]
    [InlineData("1\t5\t1.5", "timestamp is not a whole number of seconds")]
    [InlineData("1\t5\t", "timestamp is not a whole number of seconds")]
    [InlineData("1\t5\t0", "timestamp is before 2002-10-01")]
    [InlineData("1\t5\t1122854400000", "timestamp is more than 1 h in the future")]
    public void Read_BadTimestamp_IsRejected(string row, string reason) =>
        Assert.Equal([$"2: {reason}"], Entries.Rejections(Read("user_id\titem_id\ttimestamp\n" + row)));

    [Theory]
    [InlineData("NaN", "play_count is not a whole number")]
    [InlineData("", "play_count is not a whole number")]
    [InlineData("1.0", "play_count is not a whole number")]
    [InlineData("1e3", "play_count is not a whole number")]
    [InlineData("-", "play_count is not a whole number")]
    [InlineData("0", "play_count is zero")]
    [InlineData("-3", "play_count is negative")]
    [InlineData("-9223372036854775809", "play_count is negative")]
    [InlineData("9007199254740993", "play_count is above 2^53")]
    [InlineData("9223372036854775808", "play_count is above 2^53")]
    public void Read_BadCount_IsRejectedWithItsValue(string count, string reason)
    {
        ImportRow[] rows = [.. Read($"user_id\titem_id\tplay_count\n1\t5\t{count}\n1\t5\t7")];

        Assert.Equal(new ImportRow.Rejected(2, reason, count), rows[0]);
        Assert.Equal(7, Assert.IsType<ImportRow.Count>(rows[1]).PlayCount);
    }

    [Fact]
    public void Read_BadIds_AreRejected()
    {
        const string Bad = "user_id is empty, longer than 100 characters or has a character that no user name may have";

        string[] rejections = Entries.Rejections(Read($"user_id\titem_id\n\t5\na/b\t5\n{new string('x', 101)}\t5\n1\t\n1"));

        Assert.Equal(
            [$"2: {Bad}", $"3: {Bad}", $"4: {Bad}", "5: item_id is empty", "6: fewer fields than the table has columns"],
            rejections);
    }

    [Theory]
    [InlineData("user_id\tplay_count\n", "the column item_id is missing (found: \"user_id\", \"play_count\")")]
    [InlineData("item_id\n", "the column user_id is missing (found: \"item_id\")")]
    public void Read_ColumnMissing_FailsNamingIt(string tsv, string reason) =>
        Assert.Equal(reason, Assert.Throws<ListenFileException>(() => Read(tsv).Count()).Reason);

    [Fact]
    public void Read_FaultyLines_AreRejectedAndTheHeaderStillFound()
    {
        Assert.Equal(
            ["1: contains a NUL character", "3: contains a NUL character"],
            Entries.Rejections(Read("\0\nuser_id\titem_id\n1\t\0\n1\t2")));
    }

    private static IEnumerable<ImportRow> Read(string text) =>
        new PlayTable("/data/plays.tsv", ItemTable.Nameless("/data/plays.tsv"), Now).Read(Entries.Lines(text));

    private static ImportRow.Count TheCount(IEnumerable<ImportRow> rows) => Assert.IsType<ImportRow.Count>(Assert.Single(rows));

    private static (long, string, string, long)[] Counts(IEnumerable<ImportRow> rows) =>
        [.. rows.Cast<ImportRow.Count>().Select(row => (row.Number, row.User, row.Track.ExternalId!, row.PlayCount))];
}
