using HybridRec.Engine.Audio;

namespace HybridRec.Engine.Tests.Audio;

public sealed class AudioFormatsTests
{
    [Theory]
    [InlineData("/music/a.mp3")]
    [InlineData("/music/A.MP3")]
    [InlineData("b.Ogg")]
    [InlineData("c.oga")]
    [InlineData("c.opus")]
    [InlineData("d.m4a")]
    [InlineData("d.mp4")]
    [InlineData("e.aac")]
    [InlineData("f.flac")]
    [InlineData("g.wav")]
    [InlineData("g.aiff")]
    [InlineData("h.wma")]
    [InlineData("h.wv")]
    [InlineData("h.ape")]
    [InlineData("h.mpc")]
    [InlineData("/music/two.dots.flac")]
    public void IsAudio_AudioExtension_IsTrue(string path) => Assert.True(AudioFormats.IsAudio(path));

    [Theory]
    [InlineData("cover.jpg")]
    [InlineData("list.m3u8")]
    [InlineData("mp3")]
    [InlineData("/music.mp3/readme")]
    [InlineData("a.mp3.part")]
    [InlineData("")]
    [InlineData("/music/._a.mp3")]
    public void IsAudio_AnythingElse_IsFalse(string path) => Assert.False(AudioFormats.IsAudio(path));
}
