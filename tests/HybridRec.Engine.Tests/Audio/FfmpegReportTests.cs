using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class FfmpegReportTests
{
    private const string Mp3 = """
        [info] Input #0, mp3, from 'file:/a.mp3':
        [info]   Metadata:
        [info]     TITLE           : One: two
        [info]     MusicBrainz Track Id: abc
        [info]     comment         : first
                            : Artist : forged
        [info]     artist          : She
        [info]     genre           :
        [info]   Duration: 00:03:00.04, start: 0.025057, bitrate: 192 kb/s
        [info]   Chapters:
        [info]     Chapter #0:0: start 0.000000, end 60.000000
        [info]       Metadata:
        [info]         album           : of a chapter
        [info]   Stream #0:0: Audio: mp3, 44100 Hz, stereo, fltp, 192 kb/s
        [info]     Metadata:
        [info]       encoder         : Lavc59.37
        [info]   Stream #0:1: Video: png, rgb24(pc), 16x16, 90k tbr, 90k tbn (attached pic)
        [info]     Metadata:
        [info]       album           : of a picture
        [info] Stream mapping:
        [info] Output #0, f32le, to 'pipe:1':
        [info]   Metadata:
        [info]     album           : of the output
        """;

    [Fact]
    public void Parse_WholeReport_TakesTheFilesOwnTags()
    {
        AudioProbe probe = FfmpegReport.Parse(Mp3)!;

        Assert.Equal(("mp3", 44_100, 2), (probe.Codec, probe.SampleRate, probe.Channels));
        Assert.Equal(180.04, probe.Duration!.Value.TotalSeconds, 1e-9);
        Assert.Equal(
            ["artist=She", "comment=first\nArtist : forged", "encoder=Lavc59.37", "musicbrainz track id=abc", "title=One: two"],
            probe.Tags.Select(tag => $"{tag.Key}={tag.Value}").Order());
    }

    [Theory]
    [InlineData("Audio: vorbis, 48000 Hz, mono, fltp", "vorbis", 48_000, 1)]
    [InlineData("Audio: aac (LC) (mp4a / 0x6134706D), 96000 Hz, 5.1(side), fltp, 128 kb/s (default)", "aac", 96_000, 6)]
    [InlineData("Audio: pcm_s24le ([1][0][0][0] / 0x0001), 192000 Hz, 7.1, s32 (24 bit)", "pcm_s24le", 192_000, 8)]
    [InlineData("Audio: flac, 8000 Hz, 3 channels, s16", "flac", 8_000, 3)]
    [InlineData("Audio: flac, 8000 Hz, quad, s16", "flac", 8_000, 4)]
    public void Parse_AnyStream_ReadsItsFormat(string stream, string codec, int rate, int channels)
    {
        AudioProbe probe = FfmpegReport.Parse($"[info] Input #0, x, from 'y':\n[info]   Stream #0:1[0x2](und): {stream}\n")!;

        Assert.Equal((codec, rate, channels), (probe.Codec, probe.SampleRate, probe.Channels));
        Assert.Null(probe.Duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[error] /a.mp3: Invalid data found when processing input")]
    [InlineData("[info] Input #0, x, from 'y':\n[info]   Stream #0:0: Video: h264, yuv420p, 16x16")]
    [InlineData("[info] Input #0, x, from 'y':\n[info]   Stream #0:0: Audio: mp3, 0 channels, fltp")]
    [InlineData("[info] Input #0, x, from 'y':\n[info]   Stream #0:0: Audio: mp3, 99999999999 Hz, mono")]
    public void Parse_NoUsableStream_IsNull(string report) => Assert.Null(FfmpegReport.Parse(report));

    [Theory]
    [InlineData("Stream #0:0: Video: h264 (High), yuv420p, 16x16, 25 fps", false)]
    [InlineData("Stream #0:0: Video: mjpeg, yuvj444p, 16x16, 90k tbr (attached pic)", true)]
    [InlineData("Stream #0:0: Data: none", true)]
    public void Parse_FilmWithSound_HasNoDurationOfItsSound(string other, bool known)
    {
        AudioProbe probe = FfmpegReport.Parse(
            $"[info] Input #0, x, from 'y':\n[info]   Duration: 00:00:09.00, start\n[info]   {other}\n[info]   Stream #0:1: Audio: aac, 44100 Hz, mono\n")!;

        Assert.Equal(known, probe.Duration is not null);
    }
}
