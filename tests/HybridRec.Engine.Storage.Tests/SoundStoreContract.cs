using HybridRec.Engine.Audio;
using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What the sound store must do, whatever keeps it. One subclass per implementation.</summary>
public abstract class SoundStoreContract : FolderContract
{
    private static readonly SoundFeatures Features = new(123.5, new MusicalKey(9, true), 0.75, -14.25, 3.5, 1_200);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(200);

    [Fact]
    public async Task FindAsync_TrackOfAFile_GivesWhatWasMeasuredAlsoAfterAMerge()
    {
        await Data.Sounds.SaveAsync("f1", Length, Features with { LoudnessLufs = null }, Print(1), Token);
        await Data.Sounds.SaveAsync("f1", Length, Features, Print(1), Token);
        TrackId track = await AttachAsync("/a.mp3", "f1", "A");
        TrackId other = await AttachAsync("/b.mp3", "f2", "B");

        Assert.Equal(Features, (await Data.Catalogue.FindAsync(track, Token))!.Sound);
        Assert.Null((await Data.Catalogue.FindAsync(other, Token))!.Sound);
        Assert.True(await Data.Catalogue.MergeAsync(other, track, Token));
        Assert.Equal(Features, (await Data.Catalogue.FindAsync(other, Token))!.Sound);
    }

    [Fact]
    public async Task Catalogue_TrackWithAMeasuredFile_KnowsItsTempo()
    {
        await Data.Sounds.SaveAsync("quiet", Length, null, new SoundPrint([]), Token);
        await Data.Sounds.SaveAsync("f1", Length, Features, Print(1), Token);
        TrackId heard = await AttachAsync("/a.mp3", "f1", "A");
        TrackId silent = await AttachAsync("/b.mp3", "quiet", "B");
        TrackId unread = await AttachAsync("/c.mp3", "f3", "C");

        IReadOnlyDictionary<TrackId, Track> found = await Data.Catalogue.FindManyAsync([heard, silent, unread], Token);
        Assert.Equal(Features.TempoBpm, found[heard].Sound?.TempoBpm);
        Assert.Null(found[silent].Sound?.TempoBpm);
        Assert.Null(found[unread].Sound?.TempoBpm);
        Assert.Equal(Features.TempoBpm, Assert.Single(await Data.Catalogue.SearchAsync("a", 1, Token)).Sound?.TempoBpm);
        Assert.True(await Data.Catalogue.MergeAsync(silent, heard, Token));
        Assert.Equal(Features.TempoBpm, (await Data.Catalogue.FindAsync(silent, Token))!.Sound?.TempoBpm);
    }

    [Fact]
    public async Task Contains_SilentFile_IsMeasuredAndSilent()
    {
        await Data.Sounds.SaveAsync("quiet", Length, null, new SoundPrint([]), Token);
        await Data.Sounds.SaveAsync("loud", Length, Features, Print(1), Token);

        Assert.True(Data.Sounds.Contains("quiet") && Data.Sounds.IsSilent("quiet"));
        Assert.True(Data.Sounds.Contains("loud") && !Data.Sounds.IsSilent("loud"));
        Assert.False(Data.Sounds.Contains("other") || Data.Sounds.IsSilent("other"));
        Assert.Empty(Data.Sounds.PrintOf("quiet")!);
        Assert.Null(Data.Sounds.PrintOf("other"));
    }

    [Fact]
    public async Task FindSameAsync_ShiftedAndDamagedPrint_FindsTheRecordingAndNoOther()
    {
        for (int i = 0; i < 30; i++)
        {
            await Data.Sounds.SaveAsync($"f{i}", Length, Features, Print(i), Token);
        }

        // Every tenth bit wrong, and the first 37 frames trimmed.
        Random random = new(99);
        uint[] words = [.. Print(7).Words[37..].ToArray().Select(word => Damaged(word, random, 0.1))];
        IReadOnlyList<SoundMatch> found = await Data.Sounds.FindSameAsync("copy", Length, new SoundPrint(words), Token);

        SoundMatch match = Assert.Single(found);
        Assert.Equal("f7", match.Fingerprint);
        Assert.Equal(0.1, match.BitErrors, 0.02);
        Assert.Empty(await Data.Sounds.FindSameAsync("f7", Length, new SoundPrint(words), Token));
        Assert.Empty(await Data.Sounds.FindSameAsync("copy", Length + TimeSpan.FromSeconds(6), new SoundPrint(words), Token));
    }

    [Fact]
    public async Task MergeAsync_DifferentMusicBrainzIds_StayTwo()
    {
        TrackId[] tracks =
        [
            .. await Data.Catalogue.ResolveAsync(
                [
                    new TrackDescription { Artist = "A", Title = "T", RecordingMbid = Guid.NewGuid() },
                    new TrackDescription { Artist = "B", Title = "T", RecordingMbid = Guid.NewGuid() },
                    new TrackDescription { Artist = "C", Title = "T" },
                ],
                Token),
        ];

        Assert.False(await Data.Catalogue.MergeAsync(tracks[0], tracks[1], Token));
        Assert.True(await Data.Catalogue.MergeAsync(tracks[2], tracks[1], Token));
        Assert.True(await Data.Catalogue.MergeAsync(tracks[1], tracks[2], Token));
        Assert.Equal(tracks[1], (await Data.Catalogue.FindAsync(tracks[2], Token))!.Id);
        Assert.Equal(2, await Data.Catalogue.ReadAllAsync(Token).CountAsync(Token));
    }

    private Task<TrackId> AttachAsync(string path, string fingerprint, string artist) => Data.Catalogue.AttachFileAsync(
        new AudioFile(path, 1, DateTimeOffset.UnixEpoch, fingerprint, null, AudioFileState.Present, null),
        new TrackDescription { Artist = artist, Title = "T" },
        null,
        Token);

    private static SoundPrint Print(int seed)
    {
        Random random = new(seed);
        return new SoundPrint([.. Enumerable.Range(0, 1_900).Select(_ => (uint)random.NextInt64(1L << 32))]);
    }

    private static uint Damaged(uint word, Random random, double share)
    {
        for (int bit = 0; bit < 32; bit++)
        {
            word ^= random.NextDouble() < share ? 1u << bit : 0;
        }

        return word;
    }
}
