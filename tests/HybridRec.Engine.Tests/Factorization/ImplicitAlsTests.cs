using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using static HybridRec.Engine.Tests.Factorization.NaiveAls;

namespace HybridRec.Engine.Tests.Factorization;

public sealed class ImplicitAlsTests
{
    private static readonly ModelVersion Version = new("test");

    [Fact]
    public void Fit_OthersSkipWhatGoesWithIt_TheListenerIsShownItLess()
    {
        // Two camps. All but the first listener of camp 0 skip item 9, which both camps play: it leaves the camp's company.
        List<(int, int, float)> plays = [];
        for (int user = 0; user < 20; user++)
        {
            plays.AddRange(Enumerable.Range(4 * (user / 10), 4).Select(item => (user, item, 1f)));
            if (user is (>= 1 and <= 3) or >= 15)
            {
                plays.Add((user, 9, 1f));
            }
        }

        InteractionMatrix liked = InteractionMatrix.Build(20, 10, plays);
        InteractionMatrix skipped = InteractionMatrix.Build(20, 10, Enumerable.Range(4, 6).Select(user => (user, 9, 1f)));
        ImplicitAlsOptions options = new() { Rank = 4 };

        FactorModel without = Fit(liked, options);
        FactorModel with = Fit(liked.WithAgainst(skipped), options);

        Assert.True(Score(with) < 0.8 * Score(without), $"{Score(without)} → {Score(with)}");

        static double Score(FactorModel model) => Dot(model.UserFactors.Row(0), model.ItemFactors.Row(9));
    }

    [Fact]
    public void FoldAll_EvidenceAgainst_GivesWhatTheTrainingGives()
    {
        InteractionMatrix plays = RandomPlays(seed: 6, users: 30, items: 40)
            .WithAgainst(RandomPlays(seed: 7, users: 30, items: 40));
        ImplicitAlsOptions options = new() { Rank = 9, Iterations = 3 };

        FactorModel model = Fit(plays, options);

        Assert.Equal(
            model.UserFactors.Values,
            new FoldIn(model.ItemFactors, default, options).FoldAll(plays, TestContext.Current.CancellationToken).Values);
    }

    [Fact]
    public void Fit_AnyThreadCount_GivesTheSameBits()
    {
        InteractionMatrix plays = RandomPlays(seed: 3, users: 700, items: 300);

        FactorModel one = Fit(plays, new ImplicitAlsOptions { Rank = 12, Iterations = 3, Threads = 1 });
        FactorModel two = Fit(plays, new ImplicitAlsOptions { Rank = 12, Iterations = 3, Threads = 2 });
        FactorModel three = Fit(plays, new ImplicitAlsOptions { Rank = 12, Iterations = 3, Threads = 3 });

        Assert.Equal(one.UserFactors.Values, two.UserFactors.Values);
        Assert.Equal(one.ItemFactors.Values, two.ItemFactors.Values);
        Assert.Equal(one.UserFactors.Values, three.UserFactors.Values);
        Assert.Equal(one.ItemFactors.Values, three.ItemFactors.Values);
    }

    [Fact]
    public void Fit_WithAMeasure_KeepsTheBestIterationAndStopsAfterPatience()
    {
        InteractionMatrix plays = RandomPlays(seed: 10, users: 60, items: 50);
        List<float[]> items = [];
        double[] measures = [0.1, 0.3, 0.2, 0.29, 0.9];

        FactorModel model = new ImplicitAls(new ImplicitAlsOptions { Rank = 6, Patience = 2 }).Fit(
            plays,
            Version,
            iteration =>
            {
                items.Add([.. iteration.ItemFactors.Values]);
                return measures[items.Count - 1];
            },
            null,
            TestContext.Current.CancellationToken);

        Assert.Equal(4, items.Count);
        Assert.Equal(items[1], model.ItemFactors.Values);
        Assert.Equal(Fit(plays, new ImplicitAlsOptions { Rank = 6, Iterations = 2 }).UserFactors.Values, model.UserFactors.Values);
    }

    [Fact]
    public void Fit_MeasureIsNotANumber_IsRefused() => Assert.Contains(
        "iteration 1",
        Assert.Throws<ArgumentException>(() => new ImplicitAls(new ImplicitAlsOptions { Rank = 2 }).Fit(
            RandomPlays(1, 5, 5), Version, _ => double.NaN, null, TestContext.Current.CancellationToken)).Message);

    [Theory]
    [InlineData(AlsSolver.Exact)]
    [InlineData(AlsSolver.BlockCoordinate)]
    public void Fit_CancelledFromAnotherThread_StopsWithinAnIteration(AlsSolver solver)
    {
        using CancellationTokenSource cancellation = new();
        InteractionMatrix plays = RandomPlays(seed: 7, users: 2_000, items: 500);
        int reported = 0;
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(300));

        // A thousand iterations take minutes.
        Assert.ThrowsAny<OperationCanceledException>(() => new ImplicitAls(
                new ImplicitAlsOptions { Rank = 128, Iterations = 1_000, Solver = solver, BlockSize = 32 })
            .Fit(plays, Version, new SynchronousProgress(_ => reported++), cancellation.Token));

        Assert.True(reported < 1_000);
    }

    [Fact]
    public void Fit_AnotherSeed_GivesOtherFactors()
    {
        InteractionMatrix plays = RandomPlays(seed: 3, users: 30, items: 30);

        Assert.NotEqual(
            Fit(plays, new ImplicitAlsOptions { Rank = 4, Iterations = 1, Seed = 1 }).UserFactors.Values,
            Fit(plays, new ImplicitAlsOptions { Rank = 4, Iterations = 1, Seed = 2 }).UserFactors.Values);
    }

    [Fact]
    public void Fit_UsersAndItemsWithoutPlays_AreZeroAndChangeNobody()
    {
        InteractionMatrix plays = RandomPlays(seed: 4, users: 30, items: 40);
        InteractionMatrix padded = InteractionMatrix.Build(33, 45, plays.Pairs());
        ImplicitAlsOptions options = new() { Rank = 6, Iterations = 4 };

        FactorModel plain = Fit(plays, options);
        FactorModel wide = Fit(padded, options);

        Assert.All(wide.UserFactors.Values[(30 * 6)..], value => Assert.Equal(0f, value));
        Assert.All(wide.ItemFactors.Values[(40 * 6)..], value => Assert.Equal(0f, value));
        Assert.Equal(plain.UserFactors.Values, wide.UserFactors.Values[..(30 * 6)]);
        Assert.Equal(Version, wide.ItemFactors.Version);
    }

    [Fact]
    public void Fit_ThenFoldInOfTheSamePlays_GivesTheSameBits()
    {
        InteractionMatrix plays = RandomPlays(seed: 6, users: 60, items: 80);
        ImplicitAlsOptions options = new() { Rank = 13, Iterations = 5 };

        FactorModel model = Fit(plays, options);

        FoldIn foldIn = new(model.ItemFactors, default, options);
        for (int user = 0; user < 60; user++)
        {
            Evidence[] evidence = new Evidence[plays.Columns(user).Length];
            for (int at = 0; at < evidence.Length; at++)
            {
                evidence[at] = new Evidence(plays.Columns(user)[at], options.Confidence(plays.Values(user)[at]), 1f);
            }

            Assert.Equal(model.UserFactors.Row(user).ToArray(), foldIn.Fold(evidence).Factors);
        }
    }

    [Fact]
    public void Fit_CheckerboardTaste_PutsTheWithheldItemFirst()
    {
        const int Size = 20;
        List<(int, int, float)> plays = [];
        for (int user = 0; user < Size; user++)
        {
            for (int item = user % 2; item < Size; item += 2)
            {
                if (item != user)
                {
                    plays.Add((user, item, 1f));
                }
            }
        }

        InteractionMatrix matrix = InteractionMatrix.Build(Size, Size, plays);
        FactorModel model = Fit(matrix, new ImplicitAlsOptions { Rank = 4 });

        for (int user = 0; user < Size; user++)
        {
            int best = Enumerable.Range(0, Size)
                .Where(item => !matrix.Columns(user).Contains(item))
                .MaxBy(item => Dot(model.UserFactors.Row(user), model.ItemFactors.Row(item)));
            Assert.Equal(user, best);
        }
    }

    [Fact]
    public void Fit_NoPlaysAtAll_IsZeroThroughout()
    {
        FactorModel model = Fit(InteractionMatrix.Build(2, 3, []), new ImplicitAlsOptions { Rank = 2 });

        Assert.All(model.UserFactors.Values, value => Assert.Equal(0f, value));
        Assert.All(model.ItemFactors.Values, value => Assert.Equal(0f, value));
    }

    [Fact]
    public void Fit_OneListener_WorksAndLikesWhatWasPlayedMost()
    {
        InteractionMatrix plays = InteractionMatrix.Build(1, 3, [(0, 0, 1f), (0, 1, 50f)]);

        FactorModel model = Fit(plays, new ImplicitAlsOptions { Rank = 2 });

        float[] scores = [.. Enumerable.Range(0, 3).Select(i => (float)Dot(model.UserFactors.Row(0), model.ItemFactors.Row(i)))];
        Assert.True(scores[1] > scores[0] && scores[0] > 0 && scores[2] == 0, string.Join(' ', scores));
    }

    [Fact]
    public void Fit_Cancelled_StopsBeforeTheNextIteration()
    {
        using CancellationTokenSource cancellation = new();
        InteractionMatrix plays = RandomPlays(seed: 7, users: 100, items: 100);
        List<long> reported = [];
        SynchronousProgress progress = new(p =>
        {
            reported.Add(p.Done);
            cancellation.Cancel();
        });

        Assert.ThrowsAny<OperationCanceledException>(() => new ImplicitAls(new ImplicitAlsOptions { Rank = 4 })
            .Fit(plays, Version, progress, cancellation.Token));

        Assert.Equal([1L], reported);
    }

    [Fact]
    public void Fit_SingularEquations_NamesTheRowAndTheRemedy()
    {
        InteractionMatrix plays = InteractionMatrix.Build(1, 1, [(0, 0, 1f)]);

        FactorizationException error = Assert.Throws<FactorizationException>(
            () => Fit(plays, new ImplicitAlsOptions { Rank = 3, Regularization = 0f }));

        Assert.Equal(
            "Cholesky failed on user row 0 in iteration 1: the equations are singular; raise Regularization (now 0).",
            error.Message);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    public void Fit_RankAboveTheNumberOfItems_WorksWithARidgeAndIsRefusedWithout(int rank)
    {
        InteractionMatrix plays = RandomPlays(seed: 8, users: 50, items: 12);

        FactorModel model = Fit(plays, new ImplicitAlsOptions { Rank = rank });

        Assert.All(model.UserFactors.Values, value => Assert.True(float.IsFinite(value)));
        double played = 0;
        double unplayed = 0;
        for (int user = 0; user < 50; user++)
        {
            for (int item = 0; item < 12; item++)
            {
                double score = Dot(model.UserFactors.Row(user), model.ItemFactors.Row(item));
                _ = plays.Contains(user, item) ? played += score / plays.Count : unplayed += score / ((50 * 12) - plays.Count);
            }
        }

        Assert.True(played > unplayed + 0.1, $"played {played}, unplayed {unplayed}");
        Assert.Contains(
            "user row 0 in iteration 1",
            Assert.Throws<FactorizationException>(
                () => Fit(plays, new ImplicitAlsOptions { Rank = rank, Regularization = 0f, Threads = 1 })).Message);
    }

    [Fact]
    public void Constructor_BadOptions_AreRejectedByName() => Assert.Contains(
        "Rank", Assert.Throws<ArgumentException>(() => new ImplicitAls(new ImplicitAlsOptions { Rank = 0 })).Message);

    private sealed class SynchronousProgress(Action<StageProgress> report) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => report(value);
    }
}
