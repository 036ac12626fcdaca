using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What every catalogue must do with audio files. One subclass per implementation.</summary>
public abstract class AudioFileContract : StoreContract
{
    private const string Fingerprint = "0123456789abcdef";

    [Fact]
    public async Task AttachFileAsync_TrackKnownFromListens_GetsAudio()
    {
        TrackId listened = await ResolveAsync(Described("A", "B"));

        TrackId attached = await Catalogue.AttachFileAsync(FileAt("/m/b.mp3"), Described("A", "B (Remastered)"), null, Token);

        Assert.Equal(listened, attached);
        Assert.True((await Catalogue.FindAsync(listened, Token))!.HasAudio);
        AudioFile stored = FileAt("/m/b.mp3") with { Track = listened };
        Assert.Equal(stored, await Catalogue.FindFileAsync("/m/b.mp3", Token));
        Assert.Equal([stored], await Catalogue.FindFilesByFingerprintAsync(Fingerprint, Token));
        Assert.Equal([stored], await Catalogue.FilesOfAsync(listened, Token));
        Assert.Null(await Catalogue.FindFileAsync("/m/B.mp3", Token));
    }

    [Fact]
    public async Task AttachFileAsync_MovedFile_KeepsItsTrackAndPlaceUnderTheNewPath()
    {
        TrackId track = await Catalogue.AttachFileAsync(FileAt("/m/1.mp3"), Described("A", "B"), null, Token);
        await Catalogue.AttachFileAsync(FileAt("/m/2.mp3"), Described("A", "B"), null, Token);

        TrackId moved = await Catalogue.AttachFileAsync(
            FileAt("/n/1.mp3") with { Track = track }, description: null, replacesPath: "/m/1.mp3", Token);

        Assert.Equal(track, moved);
        Assert.Null(await Catalogue.FindFileAsync("/m/1.mp3", Token));
        Assert.Equal(["/n/1.mp3", "/m/2.mp3"], (await Catalogue.FilesOfAsync(track, Token)).Select(f => f.Path));
    }

    [Fact]
    public async Task AttachFileAsync_MovedOverARecordedPath_ReplacesThatRecord()
    {
        TrackId one = await Catalogue.AttachFileAsync(FileAt("/m/1.mp3"), Described("A", "One"), null, Token);
        TrackId two = await Catalogue.AttachFileAsync(FileAt("/m/2.mp3"), Described("A", "Two"), null, Token);

        await Catalogue.AttachFileAsync(FileAt("/m/2.mp3") with { Track = one }, null, "/m/1.mp3", Token);

        Assert.Equal(one, Assert.Single(await AllAsync()).Track);
        Assert.False((await Catalogue.FindAsync(two, Token))!.HasAudio);
    }

    [Fact]
    public async Task AttachFileAsync_ChangedTags_MoveTheFileToTheOtherTrack()
    {
        TrackId one = await Catalogue.AttachFileAsync(FileAt("/m/1.mp3"), Described("A", "One"), null, Token);
        AudioFile edited = FileAt("/m/1.mp3") with { Fingerprint = "fedcba9876543210", SizeBytes = 5 };

        TrackId two = await Catalogue.AttachFileAsync(edited, Described("A", "Two"), null, Token);

        Assert.NotEqual(one, two);
        Assert.False((await Catalogue.FindAsync(one, Token))!.HasAudio);
        Assert.Equal([edited with { Track = two }], await AllAsync());
    }

    [Fact]
    public async Task AttachFileAsync_NeitherDescriptionNorTrack_Throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Catalogue.AttachFileAsync(FileAt("/m/1.mp3"), null, null, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Catalogue.AttachFileAsync(
            FileAt("/m/1.mp3") with { Track = new TrackId(999_999) }, null, null, Token));
    }

    [Fact]
    public async Task MarkFilesAsync_MissingFile_TakesTheAudioNotTheTrack()
    {
        TrackId track = await Catalogue.AttachFileAsync(FileAt("/m/1.mp3"), Described("A", "B"), null, Token);
        AudioFile missing = FileAt("/m/1.mp3") with { State = AudioFileState.Missing, Reason = "not found" };

        await Catalogue.MarkFilesAsync([missing, missing with { Path = "/m/never-seen.mp3" }], Token);

        Assert.False((await Catalogue.FindAsync(track, Token))!.HasAudio);
        Assert.Empty(await Catalogue.FilesOfAsync(track, Token));
        Assert.Equal([missing with { Track = track }], await AllAsync());

        await Catalogue.AttachFileAsync(FileAt("/m/1.mp3") with { Track = track }, null, null, Token);
        Assert.True((await Catalogue.FindAsync(track, Token))!.HasAudio);
    }

    [Fact]
    public async Task MarkFilesAsync_BadFile_IsRememberedWithItsReason()
    {
        TrackId track = await Catalogue.AttachFileAsync(FileAt("/m/1.mp3"), Described("A", "B"), null, Token);
        AudioFile broken = FileAt("/m/1.mp3") with
        {
            State = AudioFileState.Bad,
            Reason = "no audio stream",
            Fingerprint = "ffff000011112222",
        };

        await Catalogue.MarkFilesAsync([broken, broken with { Path = "/m/text.mp3" }], Token);

        Assert.Equal([broken with { Track = track }, broken with { Path = "/m/text.mp3" }], await AllAsync());
        Assert.False((await Catalogue.FindAsync(track, Token))!.HasAudio);
    }

    [Fact]
    public async Task MarkFilesAsync_PresentOrWithoutReason_Throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Catalogue.MarkFilesAsync([FileAt("/m/1.mp3")], Token));
        await Assert.ThrowsAsync<ArgumentException>(
            () => Catalogue.MarkFilesAsync([FileAt("/m/1.mp3") with { State = AudioFileState.Bad }], Token));
    }

    [Fact]
    public async Task Merge_FilesOfBothTracks_PlayTheSurvivor()
    {
        Guid mbid = new("11111111-2222-3333-4444-555555555555");
        (TrackId first, TrackId second) = await MergeableAsync(mbid, "A", "B");
        await Catalogue.AttachFileAsync(FileAt("/m/2.mp3"), Described("A", "B"), null, Token);

        TrackId survivor = await MergeAsync(mbid, "A", "B");

        Assert.Equal(first, survivor);
        Assert.True((await Catalogue.FindAsync(survivor, Token))!.HasAudio);
        Assert.Equal(survivor, Assert.Single(await Catalogue.FilesOfAsync(second, Token)).Track);
        await Catalogue.AttachFileAsync(FileAt("/m/3.mp3") with { Track = second }, null, null, Token);
        Assert.Equal(2, (await Catalogue.FilesOfAsync(survivor, Token)).Count);
    }

    [Fact]
    public async Task SearchAsync_TracksWithAudio_ComeFirst()
    {
        TrackId silent = await ResolveAsync(Described("A", "X"));
        TrackId audible = await Catalogue.AttachFileAsync(FileAt("/m/1.mp3"), Described("A", "X Y Z"), null, Token);

        Assert.Equal([audible, silent], (await Catalogue.SearchAsync("x", 10, Token)).Select(t => t.Id));
    }

    private static AudioFile FileAt(string path) => new(
        path, 4_000, Noon.AddTicks(1_234_567), Fingerprint, Track: null, AudioFileState.Present, Reason: null);

    private async Task<List<AudioFile>> AllAsync() => await Catalogue.ReadFilesAsync(Token).ToListAsync(Token);
}
