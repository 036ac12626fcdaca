using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

public sealed class ListenerHistoryTests
{
    private static readonly UserId User = new(1);
    private static readonly TrackId One = new(1);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static Feedback Say(FeedbackKind kind, TrackId? track = null, string? artist = null) =>
        new(User, kind, track, artist, Start);

    [Fact]
    public void Add_ListensAndCounts_AddUp()
    {
        ListenerHistory history = new();
        history.Add(new Listen(User, One, Start));
        history.Add(new Listen(User, One, Start.AddHours(1)) { Skipped = true });
        history.Add(new PlayCount(User, One, 40));

        Assert.Equal(new TrackSignals(41, Skips: 1, null, Start.ToUnixTimeSeconds()), history.Signals[One]);
    }

    [Fact]
    public void Add_EarlySkipOnly_IsHeardWithoutAPlay()
    {
        ListenerHistory history = new();
        history.Add(new Listen(User, One, Start) { DurationPlayed = TimeSpan.FromSeconds(3) });

        Assert.Equal(0, history.Signals[One].Plays);
        Assert.True(history.HasHeard(One));
        Assert.False(history.HasHeard(new TrackId(2)));
    }

    [Theory]
    [InlineData(FeedbackKind.Like, false)]
    [InlineData(FeedbackKind.Skip, false)]
    [InlineData(FeedbackKind.Dislike, true)]
    public void Add_FeedbackTwice_TheNewestCounts(FeedbackKind newest, bool disliked)
    {
        ListenerHistory history = new();
        history.Add(Say(FeedbackKind.Dislike, One));
        history.Add(Say(FeedbackKind.Like, One));
        history.Add(Say(newest, One));

        Assert.Equal(newest, history.Signals[One].Word);
        Assert.Equal(disliked, history.IsDisliked(One));
        Assert.True(history.HasHeard(One));
    }

    [Fact]
    public void Add_Clear_TakesBackWhatWasSaid()
    {
        ListenerHistory history = new();
        history.Add(Say(FeedbackKind.Dislike, One));
        history.Add(Say(FeedbackKind.NeverArtist, artist: "The Kinks"));
        history.Add(Say(FeedbackKind.NeverArtist, One));
        history.Add(Say(FeedbackKind.Clear, One));

        Assert.False(history.IsDisliked(One));
        Assert.False(history.HasHeard(One));
        Assert.Empty(history.NeverArtists.OfTracks);
        Assert.Equal(["kinks"], history.NeverArtists.Keys);

        history.Add(Say(FeedbackKind.Clear, artist: "KINKS"));

        Assert.True(history.NeverArtists.IsEmpty);
    }
}
