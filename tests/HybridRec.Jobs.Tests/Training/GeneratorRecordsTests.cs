using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Storage;
using HybridRec.Jobs.Training;

namespace HybridRec.Jobs.Tests.Training;

public sealed class GeneratorRecordsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_TwoListeners_CountsWhatBecameOfEachGenerator_AndForgetsWhomIsErased()
    {
        await using TrainingFolder folder = await TrainingFolder.CreateAsync(Cancel);
        DataFolder data = folder.Data;
        IReadOnlyList<TrackId> tracks = await data.Catalogue.ResolveAsync(
            [.. Enumerable.Range(1, 3).Select(number => new TrackDescription { Artist = $"artist {number}", Title = $"title {number}" })], Cancel);
        UserId ann = await data.PlayLog.GetOrAddUserAsync("ann", Cancel);
        UserId bob = await data.PlayLog.GetOrAddUserAsync("bob", Cancel);
        foreach (UserId user in (UserId[])[ann, bob])
        {
            await data.ServeLog.AppendAsync(
                new ServedList(
                    user,
                    Noon,
                    new ModelVersion("20260101T000000000Z-00000001"),
                    0.5,
                    [new(tracks[0], 1, "lift", 1, 0.5), new(tracks[1], 2, "lift", 1, 0.5), new(tracks[2], 3, "sounds-like", 1, 0.5)]),
                Cancel);
            await data.PlayLog.AppendAsync(
                [
                    new Listen(user, tracks[0], Noon.AddHours(1)) { DurationPlayed = TimeSpan.FromMinutes(3) },
                    new Listen(user, tracks[2], Noon.AddHours(2)) { Skipped = user == bob },
                ],
                Cancel);
        }

        await data.PlayLog.AppendFeedbackAsync(new Feedback(ann, FeedbackKind.Dislike, tracks[1], null, Noon.AddHours(3)), Cancel);

        IReadOnlyDictionary<string, GeneratorRecord> both = await GeneratorRecords.ReadAsync(data, Cancel);
        await data.Erasure.EraseAsync(new User(ann, "ann"), Cancel);
        IReadOnlyDictionary<string, GeneratorRecord> left = await GeneratorRecords.ReadAsync(data, Cancel);

        Assert.Equal((new GeneratorRecord(2, 3), new GeneratorRecord(1, 2)), (both["lift"], both["sounds-like"]));
        Assert.Equal((new GeneratorRecord(1, 1), new GeneratorRecord(0, 1)), (left["lift"], left["sounds-like"]));
    }
}
