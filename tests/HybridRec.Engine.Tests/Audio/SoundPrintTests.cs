using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class SoundPrintTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("copy.mp3", "-c:a", "libmp3lame", "-b:a", "64k")]
    [InlineData("copy.opus", "-c:a", "libopus", "-b:a", "64k")]
    [InlineData("copy.flac", "-af", "volume=-10dB")]
    [InlineData("copy.flac", "-ss", "1.37")]
    public async Task LeastBitErrors_ReencodedRealTrack_IsThatOfTheSameRecording(string copy, params string[] encoding)
    {
        string original = SharedData.Require("audio/ardentryst/Story.flac");
        string other = SharedData.Require("audio/ardentryst/battle.opus");
        string path = _folder.File(copy);
        await TestAudio.RunAsync(
            "ffmpeg", ["-v", "error", "-nostdin", "-i", original, "-map", "0:a:0", .. encoding, path]);
        uint[] stored = SoundPrint.FromStored((await PrintAsync(original)).ToStored());

        Assert.InRange((await PrintAsync(path)).LeastBitErrors(stored), 0, 0.25);
        Assert.InRange((await PrintAsync(other)).LeastBitErrors(stored), 0.40, 1);
    }

    [Fact]
    public void BitErrors_HandWorked()
    {
        uint[] words = [.. Enumerable.Range(0, 400).Select(i => (uint)i * 2_654_435_761u)];
        SoundPrint print = new(words);
        uint[] stored = SoundPrint.FromStored(print.ToStored());

        Assert.Equal(100, stored.Length);
        Assert.Equal(0, print.BitErrors(stored, 0));
        Assert.Equal(0, new SoundPrint(words[8..]).BitErrors(stored, -8));
        Assert.Equal(1 / 32.0, new SoundPrint([.. words.Select(word => word ^ 0x8000)]).BitErrors(stored, 0), 0.002);
        Assert.InRange(print.BitErrors(stored, 1), 0.3, 0.7);
        Assert.Equal(0, print.LeastBitErrors(stored));
    }

    [Fact]
    public void BitErrors_TooLittleInCommonOrNothingThatTells_IsOne()
    {
        SoundPrint print = new([.. Enumerable.Range(0, 400).Select(i => (uint)i * 2_654_435_761u)]);
        SoundPrint drone = new(new uint[400]);

        Assert.Equal(1, print.BitErrors(SoundPrint.FromStored(print.ToStored()), 300));
        Assert.Equal(1, drone.LeastBitErrors(SoundPrint.FromStored(drone.ToStored())));
        Assert.Equal(1, new SoundPrint([]).LeastBitErrors([]));
    }

    private static async Task<SoundPrint> PrintAsync(string path) =>
        (await new AudioAnalyser(TestAudio.Decoder).AnalyseAsync(path, Token)).Print;
}
