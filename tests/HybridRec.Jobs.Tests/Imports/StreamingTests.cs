using System.Text;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

/// <summary>Keeps tests that watch the process's memory away from others.</summary>
[CollectionDefinition(nameof(WatchesMemory), DisableParallelization = true)]
public sealed class WatchesMemory;

/// <summary>Readers must not hold a file in memory, whatever its shape.</summary>
[Collection(nameof(WatchesMemory))]
public sealed class StreamingTests
{
    private const long FileBytes = 200_000_000;
    private const long AllowedGrowth = 64_000_000;

    private static readonly DateTimeOffset Now = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Spotify_200MB_IsReadInConstantMemory()
    {
        byte[] play = Encoding.UTF8.GetBytes(
            """{"ts":"2020-01-01T00:00:00Z","ms_played":1,"master_metadata_track_name":"T","master_metadata_album_artist_name":"A"},""" + "\n");
        long plays = FileBytes / play.Length;
        using GeneratedStream stream = new("["u8.ToArray(), play, plays, "]"u8.ToArray());

        long good = CountWatchingMemory(SpotifyHistory.Read(JsonArrayReader.Read(stream), Now), row => row is ImportRow.Play);

        Assert.Equal(plays, good);
    }

    [Fact]
    public void Table_200MB_IsReadInConstantMemory()
    {
        byte[] line = Encoding.UTF8.GetBytes($"user-1\titem-1\t3\t{new string('x', 150)}\n");
        long lines = FileBytes / line.Length;
        using GeneratedStream stream = new("user_id\titem_id\tplay_count\n"u8.ToArray(), line, lines, []);
        PlayTable table = new("plays.tsv", ItemTable.Nameless("/x/plays.tsv"), Now);

        long good = CountWatchingMemory(table.Read(LineReader.Read(stream)), row => row is ImportRow.Count);

        Assert.Equal(lines, good);
    }

    [Theory]
    [InlineData("[\"", "x", "\",2]")]
    [InlineData("[{\"a\":", "[", "")]
    [InlineData("[", ",", "2]")]
    public void JsonArray_200MBWithoutAnEnd_IsPassedInConstantMemory(string start, string piece, string end)
    {
        byte[] block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 100_000)));
        using GeneratedStream stream = new(
            Encoding.UTF8.GetBytes(start), block, FileBytes / block.Length, Encoding.UTF8.GetBytes(end));

        long entries = CountWatchingMemory(JsonArrayReader.Read(stream), _ => true);

        Assert.InRange(entries, 1, 2);
    }

    [Fact]
    public void Lines_200MBWithoutALineEnd_ArePassedInConstantMemory()
    {
        byte[] block = Encoding.UTF8.GetBytes(new string('x', 100_000));
        using GeneratedStream stream = new("a\n"u8.ToArray(), block, FileBytes / block.Length, "\nb"u8.ToArray());

        Assert.Equal(2, CountWatchingMemory(LineReader.Read(stream), entry => entry.Fault is null));
    }

    private static long CountWatchingMemory<T>(IEnumerable<T> entries, Func<T, bool> isGood)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long good = 0;
        long seen = 0;
        foreach (T entry in entries)
        {
            good += isGood(entry) ? 1 : 0;
            if (seen++ % 10_000 == 0)
            {
                Assert.InRange(GC.GetTotalMemory(forceFullCollection: false) - before, long.MinValue, AllowedGrowth);
            }
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: false) - before, long.MinValue, AllowedGrowth);
        return good;
    }
}
