using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Playlists;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

/// <summary>Dislikes push away what is near, for a while, and hide the track for ever.</summary>
public sealed class DislikeTests : RecommenderTestBase
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly EvidenceOptions Pushing = new() { DislikePush = 2, DislikeHalfLifeDays = 30 };

    /// <summary>Three corners of the blended space and of the ear; tracks 1–4 in the first, 5–8 in the second, 9–12 in the third.</summary>
    private static ServingModel ThreeCorners(EvidenceOptions evidence, bool byEarAlone = false)
    {
        ModelBuilder builder = new(rank: 3, embeddingSize: 3);
        for (int row = 0; row < 12; row++)
        {
            float[] vector = [0.1f, 0.1f, 0.1f];
            vector[row / 4] = 1;
            float[] sound = [-0.5f, -0.5f, -0.5f];
            sound[row / 4] = 1;
            builder.Add(byEarAlone ? null : vector, sound, users: byEarAlone ? 0 : 5);
        }

        return new ServingModel(builder.Manifest(), builder.Parts() with { Evidence = evidence });
    }

    private static ListenerHistory History(params (long Disliked, int Day)[] dislikes)
    {
        ListenerHistory history = new();
        history.Add(new Listen(FakePlayLog.User.Id, new TrackId(1), Start.AddDays(60)));
        foreach ((long track, int day) in dislikes)
        {
            history.Add(new Feedback(FakePlayLog.User.Id, FeedbackKind.Dislike, new TrackId(track), null, Start.AddDays(day)));
        }

        return history;
    }

    private static float[] Scores(ServingModel model, ListenerHistory history)
    {
        float[] scores = new float[model.Tracks.Count];
        new ListenerProfile(model, history).ScoreAll(scores);
        return scores;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ScoreAll_ADislike_LowersWhatIsNearInBothSpaces(bool byEarAlone)
    {
        ServingModel model = ThreeCorners(Pushing, byEarAlone);

        float[] without = Scores(model, History());
        float[] with = Scores(model, History((5, 60)));

        // Before, the second and third corner were alike; now what is near the dislike is below the other, and what is liked on top.
        Assert.Equal(without[6], without[10], 1e-6);
        Assert.True(with[6] < with[10] - 0.1f);
        Assert.Equal(1, Array.IndexOf(with, with[1..].Max(), 1) / 4 + 1);
    }

    [Fact]
    public void ScoreAll_ADislike_FadesByItsHalfLifeFromTheNewestEventOn()
    {
        ServingModel model = ThreeCorners(Pushing, byEarAlone: true);
        float confidence = model.FoldInOptions.Confidence(1);
        float against = model.FoldInOptions.ConfidenceAgainst(Pushing.DislikeWeight);

        // Said on day 0, two half-lives before the play of day 60.
        float[] scores = Scores(model, History((5, 0)));

        float[] expected = model.Relevance.Audio!.Fold([new Evidence(0, confidence, 1), new Evidence(4, against / 4, -2)]).Factors;
        float Score(int row) => expected.Zip(model.AudioEmbeddings!.Row(row).ToArray(), (x, y) => x * y).Sum();
        Assert.Equal(Score(6) / Score(1), scores[6] / scores[1], 1e-4f);
        Assert.Equal(Score(10) / Score(1), scores[10] / scores[1], 1e-4f);
    }

    [Fact]
    public void ScoreAll_ADislikeWithoutHalfLifeOrPush_DoesNotFadeOrPush()
    {
        ServingModel forEver = ThreeCorners(Pushing with { DislikeHalfLifeDays = 0 });
        ServingModel gentle = ThreeCorners(Pushing with { DislikePush = 0 });

        Assert.Equal(Scores(forEver, History((5, 60))), Scores(forEver, History((5, 0))));
        Assert.True(Scores(gentle, History((5, 60)))[6] > Scores(forEver, History((5, 60)))[6]);
    }

    [Fact]
    public async Task DiscoverAsync_AnOldDislike_HidesTheTrackForEver()
    {
        Recommender recommender = Serving(TwoTastes(20), 20);
        Plays.Say(FeedbackKind.Dislike, 3);
        Plays.Listen(new Listen(FakePlayLog.User.Id, new TrackId(1), Start.AddYears(20)));

        Playlist playlist = await Discover(recommender, new PlaylistRequest { IncludeHeard = true });

        Assert.DoesNotContain(3, Ids(playlist));
        Assert.Contains(5, Ids(playlist));
    }

    [Fact]
    public async Task DiscoverAsync_OnlyDislikes_GivesAVariedStartAwayFromThem()
    {
        // Four styles by ear; the favourites are of the first, which is disliked.
        ModelBuilder builder = new();
        for (int id = 1; id <= 40; id++)
        {
            float angle = id % 4 * MathF.PI / 2;
            builder.Add(
                audio: [MathF.Cos(angle) + (0.01f * id), MathF.Sin(angle)],
                users: id % 4 == 0 ? 20 : id <= 8 ? 10 : 0,
                popularity: id % 4 == 0 ? 80 : id <= 8 ? 40 : 0);
        }

        Recommender recommender = Serving(builder, 40);
        Playlist before = await Discover(recommender, new PlaylistRequest { Count = 8 });
        Plays.Say(FeedbackKind.Dislike, 4);
        Playlist after = await Discover(recommender, new PlaylistRequest { Count = 8 });

        Assert.Contains(Ids(before), id => id % 4 == 0);
        Assert.DoesNotContain(Ids(after), id => id % 4 == 0);
        Assert.Equal(8, Ids(after).Distinct().Count());
        Assert.Equal([1L, 2L, 3L], Ids(after).Select(id => id % 4).Distinct().Order());
        Assert.Contains("away from what you disliked", after.Notes[0]);
    }

    [Fact]
    public async Task DiscoverAsync_ADislikeJustSaid_CountsInTheNextList()
    {
        Recommender recommender = Serving(TwoTastes(40), 40);
        Plays.Listen(1, 2);
        int Odd(Playlist playlist) => Ids(playlist).Count(id => id % 2 == 1);
        PlaylistRequest request = new() { Count = 10, Discovery = 0.5 };

        Playlist before = await Discover(recommender, request);
        Plays.Say(FeedbackKind.Dislike, 3).Say(FeedbackKind.Dislike, 5).Say(FeedbackKind.Dislike, 7);
        Playlist after = await Discover(recommender, request);

        Assert.True(Odd(after) < Odd(before), $"{Odd(before)} before, {Odd(after)} after");
    }
}
