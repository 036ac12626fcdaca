using System.Text;
using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class FfmpegDecoderBadInputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DecodeAsync_TextNamedMp3_SayItIsNoAudio() =>
        await AssertReasonAsync(
            _folder.Write("a.mp3", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("not music\n", 500)))),
            "not an audio file that ffmpeg can read");

    [Fact]
    public async Task DecodeAsync_EmptyFile_SaySo() =>
        await AssertReasonAsync(_folder.Write("a.mp3", []), "the file is empty");

    [Fact]
    public async Task DecodeAsync_Folder_SaySo()
    {
        Directory.CreateDirectory(_folder.File("a.mp3"));
        await AssertReasonAsync(_folder.File("a.mp3"), "it is a folder, not a file");
    }

    [Fact]
    public async Task DecodeAsync_NoSuchFile_SaySo() =>
        await AssertReasonAsync(_folder.File("none.mp3"), "the file does not exist");

    [Fact]
    public async Task DecodeAsync_PictureNamedMp3_SayThereIsNoAudioStream()
    {
        string path = _folder.File("a.png");
        await TestAudio.MakeAsync(path, "color=red:size=16x16:rate=1:duration=1", "-frames:v", "1");
        await AssertReasonAsync(path, "no audio stream");
    }

    [Fact]
    public async Task DecodeAsync_IndexOfM4aMissing_NameTheCause()
    {
        string path = _folder.File("a.m4a");
        await TestAudio.SineAsync(path, 2);
        TestAudio.Truncate(path, 0.5);
        await AssertReasonAsync(path, "not an audio file that ffmpeg can read (moov atom not found)");
    }

    [Fact]
    public async Task DecodeAsync_UnreadableFile_SaySo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "This user may read everything.");
        string path = _folder.Write("a.mp3", [1]);
        await TestAudio.RunAsync("chmod", "0", path);
        await AssertReasonAsync(path, "no permission to read it");
    }

    [Fact]
    public async Task DecodeAsync_NamedPipe_DoNotWaitForAWriter()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no named pipes among files.");
        await TestAudio.RunAsync("mkfifo", _folder.File("a.mp3"));
        await AssertReasonAsync(_folder.File("a.mp3"), "the file is empty");
    }

    [Fact]
    public async Task DecodeAsync_PlaylistNamedMp3_CannotReachTheNetwork()
    {
        string playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n";
        await AssertReasonAsync(
            _folder.Write("a.mp3", Encoding.ASCII.GetBytes(playlist)), "not an audio file that ffmpeg can read");
    }

    [Fact]
    public async Task DecodeAsync_ProgramMissing_NameIt()
    {
        string path = _folder.Write("a.mp3", [1, 2, 3]);
        FfmpegDecoder decoder = new(
            new FfmpegOptions { FfmpegPath = "no-such-ffmpeg" }, TimeProvider.System);

        AudioToolMissingException decode =
            await Assert.ThrowsAsync<AudioToolMissingException>(() => decoder.DecodeAsync(path, _ => true, Token));

        Assert.Equal("no-such-ffmpeg", decode.Tool);
    }

    [Fact]
    public async Task DecodeAsync_ProgramCannotLoad_CountsAsMissing()
    {
        FfmpegDecoder decoder = await FakeAsync("echo 'error while loading shared libraries' >&2; exit 127");
        string path = _folder.Write("a.mp3", [1, 2, 3]);

        await Assert.ThrowsAsync<AudioToolMissingException>(() => decoder.DecodeAsync(path, _ => true, Token));
    }

    [Theory]
    [InlineData("sleep 600")]
    [InlineData("sleep 600 & sleep 600")]
    [InlineData("printf 'abcdefgh'; sleep 600")]
    [InlineData("yes error >&2")]
    [InlineData("exec 2>/dev/null; sleep 600")]
    [InlineData("setsid sleep 20 & exit 0")]
    [InlineData("while :; do printf '[error] still here\n' >&2; sleep 0.01; done")]
    public async Task DecodeAsync_ProgramHangs_EndAtTheTimeLimit(string body)
    {
        FfmpegDecoder decoder = await FakeAsync(body, TimeSpan.FromMilliseconds(300));
        string path = _folder.Write("a.mp3", [1, 2, 3]);

        AudioDecodeException decode =
            await Assert.ThrowsAsync<AudioDecodeException>(() => decoder.DecodeAsync(path, _ => true, Token));

        Assert.Equal("decoding stood still for 0.3 s", decode.Reason);
    }

    [Fact]
    public async Task DecodeAsync_Cancelled_KillsTheProgramAndItsChildren()
    {
        FfmpegDecoder decoder = await FakeAsync(
            $"cd '{_folder.Path}'; sleep 600 & echo $! > child; echo $$ > own; printf abcdefgh; wait");
        string path = _folder.Write("a.mp3", [1, 2, 3]);
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        SampleSink sink = _ =>
        {
            cancel.Cancel();
            return true;
        };

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => decoder.DecodeAsync(path, sink, cancel.Token));

        Assert.Equal(cancel.Token, error.CancellationToken);
        await AssertGoneAsync("child");
        await AssertGoneAsync("own");
    }

    [Fact]
    public async Task DecodeAsync_AlreadyCancelled_StartsNothing()
    {
        FfmpegDecoder decoder = await FakeAsync($"touch '{_folder.File("started")}'");
        string path = _folder.Write("a.mp3", [1, 2, 3]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => decoder.DecodeAsync(path, _ => true, new CancellationToken(canceled: true)));

        Assert.False(File.Exists(_folder.File("started")));
    }

    [Fact]
    public async Task DecodeAsync_EndlessComplaints_KeepsTheLast()
    {
        FfmpegDecoder decoder = await FakeAsync(
            $"{Report}; seq 1 100000 | sed 's/^/[error] /' >&2; echo '[mp3 @ 0x55aa] [error] last words' >&2; printf abcdefgh");

        DecodeResult result = await decoder.DecodeAsync(_folder.Write("a.mp3", [1]), _ => true, Token);

        Assert.Equal("99999; 100000; last words", result.Warnings);
    }

    [Theory]
    [InlineData("printf abcdefgh")]
    [InlineData("echo nonsense >&2; printf abcdefgh")]
    [InlineData("printf '[info] Input #0, x:\\n[info]   Duration: 99:99:99\\n[info]   Stream #0:0: Audio: mp3, fltp\\n' >&2; printf abcdefgh")]
    public async Task DecodeAsync_StrangeReport_IsAReasonNotACrash(string body)
    {
        FfmpegDecoder decoder = await FakeAsync(body);

        AudioDecodeException error = await Assert.ThrowsAsync<AudioDecodeException>(
            () => decoder.DecodeAsync(_folder.Write("a.mp3", [1]), _ => true, Token));

        Assert.Equal("not an audio file that ffmpeg can read", error.Reason);
    }

    [Fact]
    public async Task DecodeAsync_SlowButSteady_IsWaitedForLongerThanTheLimit()
    {
        FfmpegDecoder decoder = await FakeAsync(
            $"{Report}; for i in 1 2 3 4 5 6 7 8; do printf abcdefgh; sleep 0.25; done", TimeSpan.FromSeconds(1.5));

        DecodeResult result = await decoder.DecodeAsync(_folder.Write("a.mp3", [1]), _ => true, Token);

        Assert.Equal(8 / 22_050.0, result.Decoded.TotalSeconds, 1e-6);
    }

    private const string Report =
        "printf '[info] Input #0, mp3, from x:\\n[info]   Stream #0:0: Audio: mp3, 44100 Hz, mono, fltp\\n' >&2";

    private async Task<FfmpegDecoder> FakeAsync(string body, TimeSpan? limit = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for ffmpeg is a shell script.");
        string script = await TestAudio.ScriptAsync(_folder.File("fake.sh"), body);
        return new FfmpegDecoder(
            new FfmpegOptions
            {
                FfmpegPath = script,
                TimeLimit = limit ?? TimeSpan.FromMinutes(1),
            },
            TimeProvider.System);
    }

    private static async Task AssertReasonAsync(string path, string reason)
    {
        AudioDecodeException decode =
            await Assert.ThrowsAsync<AudioDecodeException>(() => TestAudio.Decoder.DecodeAsync(path, _ => true, Token));

        Assert.StartsWith(reason, decode.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("0x", decode.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', decode.Message);
    }

    private async Task AssertGoneAsync(string name)
    {
        int id = int.Parse(await File.ReadAllTextAsync(_folder.File(name), Token), null);

        // A killed process stays in the table until its parent has taken note.
        while (File.Exists($"/proc/{id}/stat") && !(await StateAsync(id)).Contains(") Z ", StringComparison.Ordinal))
        {
            await Task.Delay(10, Token);
        }
    }

    private static async Task<string> StateAsync(int id)
    {
        try
        {
            return await File.ReadAllTextAsync($"/proc/{id}/stat", Token);
        }
        catch (IOException)
        {
            return ") Z ";
        }
    }
}
