using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Tests.Interactions;

public sealed class TrackSignalsTests
{
    private static readonly UserId User = new(1);
    private static readonly TrackId Track = new(2);
    private static readonly EvidenceOptions Options = new() { LikePlays = 3, SkipWeight = 0.5f, DislikeWeight = 1.3f };

    [Theory]
    [InlineData(0, 0, null, 0, 0)]
    [InlineData(7, 0, null, 7, 0)]
    [InlineData(7, 1, null, 7, 0.5)]
    [InlineData(0, 2, null, 0, 1)]
    [InlineData(0, 9, null, 0, 1.3)] // skipped often enough is disliked
    [InlineData(7, 1, FeedbackKind.Skip, 7, 0.5)] // told and logged: one skip
    [InlineData(7, 0, FeedbackKind.Skip, 7, 0.5)]
    [InlineData(7, 2, FeedbackKind.Like, 10, 0)]
    [InlineData(0, 0, FeedbackKind.Like, 3, 0)]
    [InlineData(7, 2, FeedbackKind.Dislike, 0, 1.3)]
    public void Weigh_Signals_FollowsTheTable(double plays, int skips, FeedbackKind? word, float speaksFor, float against)
    {
        (float For, float Against) weighed = new TrackSignals(plays, skips, word, null).Weigh(Options);

        Assert.Equal(speaksFor, weighed.For);
        Assert.Equal(against, weighed.Against, 1e-6f);
    }

    [Fact]
    public void Weigh_PlaysAlone_HearsNothingElse()
    {
        Assert.Equal((7f, 0f), new TrackSignals(7, 3, FeedbackKind.Like, null).Weigh(EvidenceOptions.PlaysAlone));
        Assert.Equal((7f, 0f), new TrackSignals(7, 0, FeedbackKind.Skip, null).Weigh(EvidenceOptions.PlaysAlone));
        Assert.Equal((0f, 0f), new TrackSignals(7, 0, FeedbackKind.Dislike, null).Weigh(EvidenceOptions.PlaysAlone));
    }

    [Fact]
    public void With_EventsInAnyOrder_AddUp()
    {
        DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        TimeSpan whole = TimeSpan.FromMinutes(4);
        TrackSignals signals = default(TrackSignals)
            .With(new Listen(User, Track, start.AddDays(2)), whole)
            .With(new Listen(User, Track, start.AddDays(9)) { DurationPlayed = TimeSpan.FromSeconds(4) }, whole)
            .With(new Listen(User, Track, start) { Skipped = false }, whole)
            .With(new PlayCount(User, Track, 40))
            .With(FeedbackKind.Like);

        // A skip is no play, so it is not when the track was played last.
        Assert.Equal(new TrackSignals(42, 1, FeedbackKind.Like, start.AddDays(2).ToUnixTimeSeconds()), signals);
        Assert.Null(signals.With(FeedbackKind.Clear).Word);
        Assert.False(signals.IsEmpty);
        Assert.True(default(TrackSignals).With(FeedbackKind.Dislike).With(FeedbackKind.Clear).IsEmpty);
    }
}
