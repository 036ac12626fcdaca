using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;
using HybridRec.Jobs.Imports;

namespace HybridRec.Jobs.Tests.Imports;

public sealed class ImportAudioTests : MusicFolderTests
{
    private readonly ScriptedDecoder _decoder = new();

    [Fact]
    public async Task RunAsync_NewFiles_BecomeTracksWithSpectrogramsAndAreNotReadAgain()
    {
        Write("rock/a.mp3", "A|T");
        Write("b.flac", "B|U");
        Write("rock/cover.jpg", "x");

        AudioImportSummary first = await RunAsync();
        AudioImportSummary second = await RunAsync();

        Assert.Equal((2, 0), (first.New, first.Unchanged));
        Assert.Equal((0, 2, 0), (second.New, second.Unchanged, second.Missing));
        Assert.Equal(["a.mp3", "b.flac"], _decoder.Decoded.Order());
        AudioFile file = await FileAsync("rock/a.mp3");
        Track track = await TrackAsync(file);
        Assert.Equal(("A", "T", "rock", true), (track.Artist, track.Title, track.Collection, track.HasAudio));
        Assert.NotNull(await Data.Spectrograms.LoadAsync(file.Fingerprint, Token));
        Assert.Equal("music", (await TrackAsync(await FileAsync("b.flac"))).Collection);
    }

    [Fact]
    public async Task RunAsync_LyricsInTagsAndBeside_AreKeptAndTheFileBesideWins()
    {
        Write("a.mp3", "A|T|words in the tag");
        Write("b.mp3", "B|U");
        await RunAsync();
        string a = (await FileAsync("a.mp3")).Fingerprint;
        string b = (await FileAsync("b.mp3")).Fingerprint;

        Assert.Equal(("words in the tag", null), (Data.Lyrics.Load(a), Data.Lyrics.Load(b)));

        // Texts that come later are found without decoding anything again.
        Write("a.lrc", "[00:01.00]words beside it");
        Write("b.txt", "more words");
        await RunAsync();

        Assert.Equal(("words beside it", "more words"), (Data.Lyrics.Load(a), Data.Lyrics.Load(b)));
        Assert.Equal(2, _decoder.Decoded.Count);
    }

    [Fact]
    public async Task RunAsync_MovedFile_KeepsItsTrackAndIsNotReadAgain()
    {
        Write("a.mp3", "A|T");
        await RunAsync();
        TrackId? track = (await FileAsync("a.mp3")).Track;
        Write("new/place/x", "");
        File.Move(PathOf("a.mp3"), PathOf("new/place/z.mp3"));

        AudioImportSummary summary = await RunAsync();

        Assert.Equal((1, 0, 0, 0), (summary.Moved, summary.New, summary.Missing, summary.Unchanged));
        Assert.Equal(track, (await FileAsync("new/place/z.mp3")).Track);
        Assert.Null(await Data.Catalogue.FindFileAsync(PathOf("a.mp3"), Token));
        Assert.Single(_decoder.Decoded);
    }

    [Fact]
    public async Task RunAsync_FileMovedAndCopied_HasOneMoveAndOneCopy()
    {
        Write("a.mp3", "A|T");
        await RunAsync();
        Write("b.mp3", "A|T");
        Write("c.mp3", "A|T");
        File.Delete(PathOf("a.mp3"));

        AudioImportSummary summary = await RunAsync();

        Assert.Equal((1, 1, 0), (summary.Moved, summary.New, summary.Missing));
        Assert.Equal((await FileAsync("b.mp3")).Track, (await FileAsync("c.mp3")).Track);
    }

    [Fact]
    public async Task RunAsync_CopiesOfOneFile_AreReadOnceAndShareATrack()
    {
        Write("a.mp3", "no|tags|here");
        Write("b.mp3", "A|T");
        Write("c.mp3", "A|T");

        AudioImportSummary first = await RunAsync();
        Write("d.mp3", "A|T");
        AudioImportSummary second = await RunAsync();

        Assert.Equal((3, 1), (first.New, second.New));
        Assert.Equal(["a.mp3", "b.mp3"], _decoder.Decoded.Order());
        TrackId?[] tracks = [(await FileAsync("b.mp3")).Track, (await FileAsync("c.mp3")).Track, (await FileAsync("d.mp3")).Track];
        Assert.Single(tracks.Distinct());
    }

    [Fact]
    public async Task RunAsync_DeletedFile_IsMissingAndItsTrackStaysUntilItIsBack()
    {
        Write("a.mp3", "A|T");
        Write("b.mp3", "B|U");
        await RunAsync();
        AudioFile before = await FileAsync("a.mp3");
        File.Delete(PathOf("a.mp3"));

        AudioImportSummary gone = await RunAsync();
        Track track = await TrackAsync(before);
        AudioImportSummary still = await RunAsync();
        Write("a.mp3", "A|T");
        AudioImportSummary back = await RunAsync();

        Assert.Equal((1, 1, 0), (gone.Missing, gone.Unchanged, still.Missing));
        Assert.False(track.HasAudio);
        Assert.Equal((1, 1), (back.New, back.Unchanged));
        Assert.Equal((AudioFileState.Present, before.Track), ((await FileAsync("a.mp3")).State, (await FileAsync("a.mp3")).Track));
        Assert.Equal(2, _decoder.Decoded.Count);
    }

    [Fact]
    public async Task RunAsync_AnotherFolder_LeavesTheFirstOnesFilesAlone()
    {
        Write("one/a.mp3", "A|T");
        Write("one more/b.mp3", "B|U");
        await RunAsync("one");
        File.Delete(PathOf("one/a.mp3"));

        Assert.Equal(0, (await RunAsync("one more")).Missing);
        Assert.Equal(1, (await RunAsync("one")).Missing);
    }

    [Fact]
    public async Task RunAsync_ChangedContent_IsReadAgain()
    {
        Write("a.mp3", "A|T");
        await RunAsync();
        Write("a.mp3", "A|Another title");

        AudioImportSummary summary = await RunAsync();

        Assert.Equal((1, 0, 0), (summary.Changed, summary.New, summary.Unchanged));
        Assert.Equal("Another title", (await TrackAsync(await FileAsync("a.mp3"))).Title);
    }

    [Fact]
    public async Task RunAsync_OnlyTheTimeChanged_IsNotReadAgain()
    {
        Write("a.mp3", "A|T");
        await RunAsync();
        DateTime later = File.GetLastWriteTimeUtc(PathOf("a.mp3")).AddDays(1);
        File.SetLastWriteTimeUtc(PathOf("a.mp3"), later);

        AudioImportSummary summary = await RunAsync();

        Assert.Equal((1, 0), (summary.Unchanged, summary.Changed));
        Assert.Single(_decoder.Decoded);
        Assert.Equal(later, (await FileAsync("a.mp3")).ModifiedAt.UtcDateTime);
    }

    [Fact]
    public async Task RunAsync_BadFiles_AreRememberedAndTriedAgainOnlyWhenTheyChange()
    {
        Write("bad.mp3", "hello");
        Write("copy.mp3", "hello");
        Write("empty.mp3", "");
        Write("good.mp3", "A|T");

        AudioImportSummary first = await RunAsync();
        AudioImportSummary second = await RunAsync();
        Write("bad.mp3", "B|U");
        AudioImportSummary third = await RunAsync();

        string[] expected = ["bad.mp3: not audio", "copy.mp3: not audio", "empty.mp3: the file is empty"];
        Assert.Equal(expected, first.Bad.Select(bad => $"{Path.GetFileName(bad.Path)}: {bad.Reason}"));
        Assert.Equal(expected, second.Bad.Select(bad => $"{Path.GetFileName(bad.Path)}: {bad.Reason}"));
        Assert.Equal((1, 1), (first.New, second.Unchanged));
        Assert.Equal((1, 2), (third.Changed, third.Bad.Count));
        Assert.Equal(["bad.mp3", "bad.mp3", "good.mp3"], _decoder.Decoded.Order());
        Assert.Equal((AudioFileState.Bad, "not audio"), ((await FileAsync("copy.mp3")).State, (await FileAsync("copy.mp3")).Reason));
    }

    [Fact]
    public async Task RunAsync_SilentTrack_IsInTheCatalogueWithoutASpectrogram()
    {
        Write("quiet.mp3", "silent");

        AudioImportSummary summary = await RunAsync();

        AudioFile file = await FileAsync("quiet.mp3");
        Assert.Equal((1, AudioFileState.Present), (summary.New, file.State));
        Assert.Equal([new FileProblem(file.Path, "silent")], summary.Warnings);
        Assert.False(Data.Spectrograms.Contains(file.Fingerprint));
        Assert.Equal(1, (await RunAsync()).Unchanged);
        Assert.Single(_decoder.Decoded);
    }

    [Fact]
    public async Task RunAsync_SpectrogramLost_IsMadeAgain()
    {
        Write("a.mp3", "A|T");
        await RunAsync();
        Directory.Delete(Path.Combine(Data.Path, "spectrograms"), recursive: true);

        AudioImportSummary summary = await RunAsync();

        Assert.Equal((1, 0), (summary.Unchanged, summary.Changed));
        Assert.True(Data.Spectrograms.Contains((await FileAsync("a.mp3")).Fingerprint));
    }

    [Fact]
    public async Task RunAsync_DecoderMissing_StopsWithoutBlamingAFile()
    {
        Write("a.mp3", "A|T");
        Write("empty.mp3", "");

        await Assert.ThrowsAsync<AudioToolMissingException>(() => RunAsync(decoder: new ScriptedDecoder { IsMissing = true }));

        Assert.Empty(await Data.Catalogue.ReadFilesAsync(Token).ToListAsync(Token));
        Assert.Equal(1, (await RunAsync()).New);
    }

    [Fact]
    public async Task RunAsync_Stopped_GoesOnWhereItStopped()
    {
        const int Files = 18;
        for (int i = 0; i < Files; i++)
        {
            Write($"{i:00}.mp3", $"A|{i}");
        }

        using CancellationTokenSource stop = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ImportAudio(Data, new AudioAnalyser(_decoder))
        { Workers = 1 }.RunAsync(
            PathOf(""),
            new Reaction(progress =>
            {
                if (progress is { Stage: "Reading audio", Done: Files - 1 })
                {
                    stop.Cancel();
                }
            }),
            stop.Token));
        AudioImportSummary rest = await RunAsync();

        Assert.Equal((2, Files - 2), (rest.New, rest.Unchanged));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task RunAsync_AnyNumberOfWorkers_NumbersTracksInPathOrder(int workers)
    {
        for (int i = 0; i < 20; i++)
        {
            Write($"{i:00}.mp3", $"A|{i}");
        }

        await new ImportAudio(Data, new AudioAnalyser(_decoder)) { Workers = workers }
            .RunAsync(PathOf(""), null, Token);

        List<AudioFile> files = await Data.Catalogue.ReadFilesAsync(Token).ToListAsync(Token);
        Assert.Equal(20, files.Count);
        Assert.Equal(files.Select(file => file.Track!.Value.Value).Order(), files.Select(file => file.Track!.Value.Value));
    }

    private Task<AudioImportSummary> RunAsync(string below = "", ScriptedDecoder? decoder = null) =>
        new ImportAudio(Data, new AudioAnalyser(decoder ?? _decoder))
            .RunAsync(PathOf(below), null, Token);

    private async Task<AudioFile> FileAsync(string name) =>
        await Data.Catalogue.FindFileAsync(PathOf(name), Token) ?? throw new InvalidOperationException($"no record of {name}");

    private async Task<Track> TrackAsync(AudioFile file) => (await Data.Catalogue.FindAsync(file.Track!.Value, Token))!;
}
