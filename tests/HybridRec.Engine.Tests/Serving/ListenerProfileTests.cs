using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Serving;

namespace HybridRec.Engine.Tests.Serving;

public sealed class ListenerProfileTests
{
    private static readonly UserId User = new(1);

    private static ListenerHistory History(params (long Track, int Plays)[] plays)
    {
        ListenerHistory history = new();
        foreach ((long track, int count) in plays)
        {
            history.Add(new PlayCount(User, new TrackId(track), count));
        }

        return history;
    }

    private static void Say(ListenerHistory history, FeedbackKind kind, long? track = null, string? artist = null) =>
        history.Add(new Feedback(User, kind, track is { } id ? new TrackId(id) : null, artist, default));

    private static float[] Scores(ServingModel model, ListenerProfile profile)
    {
        float[] scores = new float[model.Tracks.Count];
        profile.ScoreAll(scores);
        return scores;
    }

    private static float[] RandomVector(Random random, int size) =>
        [.. Enumerable.Range(0, size).Select(_ => random.NextSingle() - 0.5f)];

    /// <summary>A third of the tracks lack audio, a third were never played and have no blended vector, a third have both.</summary>
    private static ServingModel RandomModel(Random random, int tracks)
    {
        ModelBuilder builder = new(rank: 8, embeddingSize: 12);
        for (int row = 0; row < tracks; row++)
        {
            builder.Add(
                row % 3 == 1 ? null : RandomVector(random, 8),
                row % 3 == 0 ? null : RandomVector(random, 12),
                artist: $"artist {row % 17}",
                popularity: row % 3 == 1 ? 0 : 100f * row / tracks,
                users: row % 3 == 1 ? 0 : row);
        }

        return builder.Build();
    }

    [Fact]
    public void ScoreAll_BothSpaces_IsTheWeightedSumOfTheTwoFoldIns()
    {
        ServingModel model = new ModelBuilder()
            .Add([1, 0], [1, 0], users: 5)
            .Add([0, 2], null, users: 5)
            .Add([1, 1], [0.5f, 0.5f], users: 5)
            .Build();
        ListenerProfile profile = new(model, History((1, 3), (2, 1)), new RecommenderOptions { AudioWeight = 0.4 });

        // The whole definition, spelled out: ρ, σ and the two fold-ins.
        float c1 = model.FoldInOptions.Confidence(3);
        float c2 = model.FoldInOptions.Confidence(1);
        FoldedUser blended = model.Relevance.Blended.Fold([new(0, c1, 1), new(1, c2, 1)]);
        FoldedUser audio = model.Relevance.Audio!.Fold([new(0, c1, 1)]);
        double[] s = [blended.Factors[0], 2 * blended.Factors[1], blended.Factors[0] + blended.Factors[1]];
        double[] a = [audio.Factors[0], 0, 0.5 * (audio.Factors[0] + audio.Factors[1])];
        double sigmaBlended = Math.Sqrt(s.Average(value => value * value));
        double sigmaAudio = Math.Sqrt(((a[0] * a[0]) + (a[2] * a[2])) / 2);
        double heard = c1 / (c1 + c2);

        float[] scores = Scores(model, profile);

        for (int row = 0; row < 3; row++)
        {
            Assert.Equal((s[row] / sigmaBlended) + (0.4 * heard * a[row] / sigmaAudio), scores[row], 1e-5);
            (float blend, float relative, float links, float ear) = profile.Parts(row);
            Assert.Equal(scores[row], blend + ear, 1e-6);
            Assert.Equal((0, 0), (relative, links));
            Assert.Equal(s[row] / sigmaBlended, blend, 1e-5);
        }
    }

    [Fact]
    public void Contributions_AnyTrackOfAnyListener_SumToTheScore()
    {
        Random random = new(5);
        for (int round = 0; round < 20; round++)
        {
            ServingModel model = RandomModel(random, 60);
            ListenerHistory history = new();
            for (int i = 0; i < 25; i++)
            {
                history.Add(new PlayCount(User, new TrackId(random.Next(1, 61)), random.Next(1, 50)));
                Say(history, (FeedbackKind)random.Next(0, 3), random.Next(1, 61));
            }

            ListenerProfile profile = new(model, history);
            float[] scores = Scores(model, profile);
            float[] perPlay = new float[profile.PlayedRows.Count];
            for (int row = 0; row < scores.Length; row++)
            {
                float dislikes = profile.Contributions(row, perPlay);

                // 1e-4 of the score, as promised; where plays cancel out, of the largest contribution.
                float scale = Math.Max(Math.Abs(scores[row]), perPlay.Max(Math.Abs));
                Assert.Equal(scores[row], perPlay.Sum() + dislikes, 1e-4 * scale);
            }
        }
    }

    [Fact]
    public void ScoreAll_PlaysOnlyOnTracksHeardButNeverPlayedByOthers_RanksByEar()
    {
        // Tracks 1–3 have audio only; 4 and 5 are other people's favourites without audio.
        ServingModel model = new ModelBuilder()
            .Add(audio: [1, 0.1f])
            .Add(audio: [0.9f, 0.2f])
            .Add(audio: [-1, 0])
            .Add([1, 0], users: 100, popularity: 90)
            .Add([0, 1], users: 50, popularity: 60)
            .Build();

        ListenerProfile profile = new(model, History((1, 1)));
        float[] scores = Scores(model, profile);

        Assert.True(profile.HasTaste);
        Assert.True(scores[1] > 0);
        Assert.True(scores[2] < 0);
        Assert.Equal([0, 0], scores[3..]);
        Assert.True(profile.CanScore(1));
        Assert.False(profile.CanScore(3));
        Assert.Equal(0, profile.HistoryPopularity);
    }

    [Fact]
    public void ScoreAll_PlaysOnlyOnTracksWithoutAudio_RanksByFactorsAlone()
    {
        ServingModel model = new ModelBuilder()
            .Add([1, 0], users: 9, popularity: 80)
            .Add([0.8f, 0.1f], audio: [0, 1], users: 4, popularity: 40)
            .Add([0, 1], users: 4, popularity: 40)
            .Add(audio: [1, 0])
            .Build();

        ListenerProfile profile = new(model, History((1, 2)));
        float[] scores = Scores(model, profile);

        Assert.True(scores[1] > scores[2]);
        Assert.Equal(0, scores[3]);
        Assert.False(profile.CanScore(3));
        Assert.Equal(80, profile.HistoryPopularity);
        Assert.All(Enumerable.Range(0, 4), row => Assert.Equal(0, profile.Parts(row).Audio));
    }

    [Fact]
    public void ScoreAll_AudioWeightZero_LeavesTheEarOut()
    {
        ServingModel model = new ModelBuilder().Add([1, 0], [1, 0], users: 1).Add(audio: [1, 0]).Build();

        ListenerProfile profile = new(model, History((1, 1)), new RecommenderOptions { AudioWeight = 0 });

        Assert.Equal(0, Scores(model, profile)[1]);
    }

    [Fact]
    public void HasTaste_NothingUsable_IsFalse()
    {
        ServingModel model = new ModelBuilder().Add([1, 0], users: 1).Add().Build();

        Assert.False(new ListenerProfile(model, History()).HasTaste);
        Assert.False(new ListenerProfile(model, History((2, 5))).HasTaste);
        Assert.False(new ListenerProfile(model, History((99, 5))).HasTaste);
        ListenerHistory disliked = History((1, 5));
        Say(disliked, FeedbackKind.Dislike, 1);
        Assert.False(new ListenerProfile(model, disliked).HasTaste);
    }

    [Fact]
    public void ScoreAll_LikeSkipDislike_PullAndPushAsDocumented()
    {
        ServingModel model = new ModelBuilder()
            .Add([1, 0.2f], users: 5)
            .Add([0.2f, 1], users: 5)
            .Add([0.1f, 0.9f], users: 5)
            .Build();

        float Third(FeedbackKind? word, int plays = 1)
        {
            ListenerHistory history = History((1, 1), (2, plays));
            if (word is { } kind)
            {
                Say(history, kind, 2);
            }

            ListenerProfile profile = new(model, history);
            return Scores(model, profile)[2] / Scores(model, profile)[0];
        }

        Assert.True(Third(FeedbackKind.Like) > Third(null));
        Assert.Equal(Third(null, plays: 4), Third(FeedbackKind.Like), 1e-5);
        Assert.True(Third(FeedbackKind.Skip) < Third(null));
        Assert.True(Third(FeedbackKind.Skip) > 0, "A skip must not cancel the play.");
        Assert.True(Third(FeedbackKind.Dislike) < Third(FeedbackKind.Skip));
        Assert.Equal(Third(null), Third(FeedbackKind.Clear), 1e-6);
    }

    [Fact]
    public void ScoreAll_LoggedSkips_CountAgainstAsToldOnesDo()
    {
        ServingModel model = new ModelBuilder().Add([1, 0.2f], users: 5).Add([0.2f, 1], users: 5).Build();
        ListenerHistory told = History((1, 1));
        Say(told, FeedbackKind.Skip, 2);
        ListenerHistory logged = History((1, 1));
        logged.Add(new Listen(User, new TrackId(2), default) { DurationPlayed = TimeSpan.FromSeconds(5) });

        Assert.Equal(Scores(model, new ListenerProfile(model, told)), Scores(model, new ListenerProfile(model, logged)));
        Assert.True(
            Scores(model, new ListenerProfile(model, logged))[1] < Scores(model, new ListenerProfile(model, History((1, 1))))[1]);
    }

    [Fact]
    public void ScoreAll_HalfLife_FoldsInByAge()
    {
        ModelBuilder builder = new ModelBuilder().Add([1, 0.2f], users: 5).Add([0.2f, 1], users: 5).Add([0.5f, 0.5f], users: 5);
        ServingModel model = new(
            builder.Manifest(), builder.Parts() with { Evidence = new EvidenceOptions { HalfLifeDays = 30 } });
        ListenerHistory history = new();
        history.Add(new Listen(User, new TrackId(1), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        history.Add(new Listen(User, new TrackId(2), new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)));

        ListenerProfile profile = new(model, history, new RecommenderOptions { AudioWeight = 0 });

        // 60 days are two half-lives.
        float confidence = model.FoldInOptions.Confidence(1);
        float[] expected = model.Relevance.Blended.Fold([new(0, confidence / 4, 1), new(1, confidence, 1)]).Factors;
        float[] scores = Scores(model, profile);
        Assert.Equal(
            ((0.5f * expected[0]) + (0.5f * expected[1])) / ((0.2f * expected[0]) + expected[1]), scores[2] / scores[1], 1e-5f);
    }

    [Fact]
    public void Constructor_NeverArtist_IgnoresTheirPlays()
    {
        ServingModel model = new ModelBuilder()
            .Add([1, 0], artist: "beatles", users: 3)
            .Add([0, 1], artist: "kinks", users: 3)
            .Build();
        ListenerHistory history = History((1, 9), (2, 1));
        Say(history, FeedbackKind.NeverArtist, artist: "The Beatles");

        ListenerProfile profile = new(model, history);

        Assert.Equal([1], profile.PlayedRows);
        Assert.Contains(model.Artists[0], profile.NeverArtists);
        Assert.DoesNotContain(model.Artists[1], profile.NeverArtists);
    }

    [Fact]
    public void Familiarity_PlaysPerArtist_IsLogScaled()
    {
        ServingModel model = new ModelBuilder()
            .Add([1, 0], artist: "a", users: 1)
            .Add([1, 0], artist: "a", users: 1)
            .Add([0, 1], artist: "b", users: 1)
            .Add([0, 1], artist: "c", users: 1)
            .Build();

        ListenerProfile profile = new(model, History((1, 5), (2, 2), (3, 1)));

        Assert.Equal(1, profile.Familiarity(0), 1e-6);
        Assert.Equal(1, profile.Familiarity(1), 1e-6);
        Assert.Equal(Math.Log(2) / Math.Log(8), profile.Familiarity(2), 1e-6);
        Assert.Equal(0, profile.Familiarity(3));
    }

    [Fact]
    public void HistoryPopularity_ManyPlaysOfOneTrack_CountsEachTrackOnce()
    {
        ServingModel model = new ModelBuilder()
            .Add([1, 0], users: 9, popularity: 90)
            .Add([0, 1], users: 1, popularity: 10)
            .Build();

        Assert.Equal(50, new ListenerProfile(model, History((1, 500), (2, 1))).HistoryPopularity);
    }

    [Fact]
    public void ScoreAll_WrongLength_Throws()
    {
        ServingModel model = new ModelBuilder().Add([1, 0], users: 1).Build();
        ListenerProfile profile = new(model, History((1, 1)));

        Assert.Throws<ArgumentException>(() => profile.ScoreAll(new float[2]));
        Assert.Throws<ArgumentException>(() => profile.Contributions(0, new float[2]));
    }
}
