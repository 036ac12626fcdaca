using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Tests.Numerics;

namespace HybridRec.Engine.Tests.Factorization;

public sealed class ImplicitAlsTests
{
    private static readonly ModelVersion Version = new("test");

    [Theory]
    [InlineData(5, 0f)]
    [InlineData(16, 0.5f)]
    [InlineData(19, 1f)]
    public void ExactSweep_RandomPlays_EqualsANaiveDenseSolve(int rank, float exponent)
    {
        InteractionMatrix plays = RandomPlays(seed: rank, users: 40, items: 90)
            .WithAgainst(RandomPlays(seed: rank + 1, users: 40, items: 90));
        ImplicitAlsOptions options = new() { Rank = rank, FrequencyExponent = exponent, Regularization = 0.3f };
        FactorMatrix y = new(Dense.Random(new Random(1), 90 * rank), 90, rank);
        FactorMatrix x = new(40, rank);

        new ExactSweep(options, 90).Solve(
            options.Confidences(plays), y, x, 90, "user", 1, TestContext.Current.CancellationToken);

        for (int user = 0; user < 40; user++)
        {
            double[] expected = NaiveRow(plays, user, y, options, opposite: 90);
            for (int d = 0; d < rank; d++)
            {
                Assert.Equal(expected[d], x.Row(user)[d], 2e-3 * (Math.Abs(expected[d]) + 0.1));
            }
        }
    }

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
    public void Fit_EveryHalfSweep_LowersTheExactLoss()
    {
        InteractionMatrix plays = RandomPlays(seed: 2, users: 50, items: 60);
        ImplicitAlsOptions options = new() { Rank = 8 };
        ExactSweep als = new(options, 60);
        int users = ActiveRows(plays);
        int items = ActiveRows(plays.Transpose());
        InteractionMatrix byUser = options.Confidences(plays);
        InteractionMatrix byItem = options.Confidences(plays.Transpose());
        FactorMatrix x = new(50, 8);
        FactorMatrix y = new(Dense.Random(new Random(5), 60 * 8), 60, 8);
        double before = double.PositiveInfinity;
        for (int iteration = 1; iteration <= 6; iteration++)
        {
            als.Solve(byUser, y, x, items, "user", iteration, TestContext.Current.CancellationToken);
            double middle = ExactLoss(plays, x, y, options, users, items);
            als.Solve(byItem, x, y, users, "item", iteration, TestContext.Current.CancellationToken);
            double after = ExactLoss(plays, x, y, options, users, items);

            Assert.True(middle <= before * (1 + 1e-6), $"user half-sweep {iteration}: {before} → {middle}");
            Assert.True(after <= middle * (1 + 1e-6), $"item half-sweep {iteration}: {middle} → {after}");
            before = after;
        }
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

    [Theory]
    [InlineData(21, 8)]
    [InlineData(40, 32)]
    public void BlockSweep_EveryHalfSweep_LowersTheExactLossAndEndsAtTheExactSolution(int rank, int blockSize)
    {
        InteractionMatrix plays = RandomPlays(seed: 2, users: 50, items: 60)
            .WithAgainst(RandomPlays(seed: 3, users: 50, items: 60).Reweighted((_, _, plays) => plays / 50));
        ImplicitAlsOptions options = new() { Rank = rank, BlockSize = blockSize };
        BlockSweep blocks = new(options, 60, plays.Count, plays.Against!.Count);
        int users = ActiveRows(plays);
        int items = ActiveRows(plays.Transpose());
        InteractionMatrix byUser = options.Confidences(plays);
        FactorMatrix x = new(50, rank);
        FactorMatrix y = new(Dense.Random(new Random(5), 60 * rank), 60, rank);
        double before = double.PositiveInfinity;
        for (int pass = 1; pass <= 300; pass++)
        {
            blocks.Improve(byUser, y, x, items, "user", pass, TestContext.Current.CancellationToken);
            double after = ExactLoss(plays, x, y, options, users, items);
            Assert.True(after <= before * (1 + 1e-6), $"pass {pass}: {before} → {after}");
            before = after;
        }

        FactorMatrix exact = new(50, rank);
        new ExactSweep(options, 60).Solve(byUser, y, exact, items, "user", 1, TestContext.Current.CancellationToken);

        Assert.All(x.Values.Zip(exact.Values), pair => Assert.Equal(pair.Second, pair.First, 1e-3));
        Assert.Contains(exact.Values, value => Math.Abs(value) > 0.1f);
    }

    [Theory]
    [InlineData(24, 8)]
    [InlineData(40, 32)]
    public void Fit_ByBlocks_ReachesTheLossOfTheExactSolver(int rank, int blockSize)
    {
        InteractionMatrix plays = RandomPlays(seed: 9, users: 150, items: 120);
        ImplicitAlsOptions exact = new() { Rank = rank, Solver = AlsSolver.Exact };
        ImplicitAlsOptions blocks = new() { Rank = rank, Solver = AlsSolver.BlockCoordinate, BlockSize = blockSize };
        int users = ActiveRows(plays);
        int items = ActiveRows(plays.Transpose());

        FactorModel byRow = Fit(plays, exact);
        FactorModel byBlock = Fit(plays, blocks);

        double best = ExactLoss(plays, byRow.UserFactors, byRow.ItemFactors, exact, users, items);
        double reached = ExactLoss(plays, byBlock.UserFactors, byBlock.ItemFactors, exact, users, items);
        Assert.InRange(reached, 0.9 * best, 1.05 * best);
    }

    [Fact]
    public void Fit_ByBlocks_AnyThreadCount_GivesTheSameBits()
    {
        InteractionMatrix plays = RandomPlays(seed: 3, users: 300, items: 200);
        FactorModel one = Fit(plays, ByBlocks(1));
        FactorModel three = Fit(plays, ByBlocks(3));

        Assert.Equal(one.UserFactors.Values, three.UserFactors.Values);
        Assert.Equal(one.ItemFactors.Values, three.ItemFactors.Values);

        static ImplicitAlsOptions ByBlocks(int threads) =>
            new() { Rank = 20, Iterations = 2, Solver = AlsSolver.BlockCoordinate, BlockSize = 16, Threads = threads };
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
        InteractionMatrix padded = InteractionMatrix.Build(33, 45, Pairs(plays));
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

    private static FactorModel Fit(InteractionMatrix plays, ImplicitAlsOptions options) =>
        new ImplicitAls(options).Fit(plays, Version, null, TestContext.Current.CancellationToken);

    private static InteractionMatrix RandomPlays(int seed, int users, int items)
    {
        Random random = new(seed);
        List<(int, int, float)> plays = [];
        for (int user = 0; user < users; user++)
        {
            // A long row now and then, so that the panel of the kernel overflows.
            int count = user % 10 == 0 ? (items * 4) / 5 : 1 + random.Next(10);
            for (int at = 0; at < count; at++)
            {
                plays.Add((user, random.Next(items), 1 + random.Next(100)));
            }
        }

        return InteractionMatrix.Build(users, items, plays);
    }

    private static IEnumerable<(int, int, float)> Pairs(InteractionMatrix plays)
    {
        for (int user = 0; user < plays.RowCount; user++)
        {
            for (int at = 0; at < plays.Columns(user).Length; at++)
            {
                yield return (user, plays.Columns(user)[at], plays.Values(user)[at]);
            }
        }
    }

    private static int ActiveRows(InteractionMatrix rows) =>
        Enumerable.Range(0, rows.RowCount).Count(row => !rows.Columns(row).IsEmpty);

    private static double[] NaiveRow(
        InteractionMatrix plays, int row, FactorMatrix y, ImplicitAlsOptions options, int opposite)
    {
        int rank = y.Rank;
        double[] a = new double[rank * rank];
        double[] b = new double[rank];
        double ridge = options.Regularization * Math.Pow(
            plays.Columns(row).Length + (options.UnobservedWeight * opposite), options.FrequencyExponent);
        for (int i = 0; i < rank; i++)
        {
            for (int j = 0; j < rank; j++)
            {
                double sum = i == j ? ridge : 0;
                for (int item = 0; item < y.Rows; item++)
                {
                    sum += options.UnobservedWeight * y.Row(item)[i] * y.Row(item)[j];
                }

                for (int at = 0; at < plays.Columns(row).Length; at++)
                {
                    ReadOnlySpan<float> item = y.Row(plays.Columns(row)[at]);
                    sum += options.Confidence(plays.Values(row)[at]) * item[i] * item[j];
                }

                // What speaks against an item has preference 0: it is in A and not in b.
                foreach ((_, int against, float weight) in plays.Against!.Pairs().Where(pair => pair.Row == row))
                {
                    sum += weight * options.Confidence(1) * y.Row(against)[i] * y.Row(against)[j];
                }

                a[(i * rank) + j] = sum;
            }

            for (int at = 0; at < plays.Columns(row).Length; at++)
            {
                b[i] += options.Confidence(plays.Values(row)[at]) * y.Row(plays.Columns(row)[at])[i];
            }
        }

        return Dense.Solve(a, b);
    }

    private static double ExactLoss(
        InteractionMatrix plays, FactorMatrix x, FactorMatrix y, ImplicitAlsOptions options, int users, int items)
    {
        InteractionMatrix byItem = plays.Transpose();
        double loss = 0;
        for (int user = 0; user < x.Rows; user++)
        {
            for (int item = 0; item < y.Rows; item++)
            {
                loss += options.UnobservedWeight * Math.Pow(Dot(x.Row(user), y.Row(item)), 2);
            }

            for (int at = 0; at < plays.Columns(user).Length; at++)
            {
                loss += options.Confidence(plays.Values(user)[at])
                    * Math.Pow(1 - Dot(x.Row(user), y.Row(plays.Columns(user)[at])), 2);
            }

            for (int at = 0; at < (plays.Against?.Columns(user).Length ?? 0); at++)
            {
                loss += options.ConfidenceAgainst(plays.Against!.Values(user)[at])
                    * Math.Pow(Dot(x.Row(user), y.Row(plays.Against.Columns(user)[at])), 2);
            }

            loss += options.RidgeOf(plays.Columns(user).Length, items) * Dot(x.Row(user), x.Row(user));
        }

        for (int item = 0; item < y.Rows; item++)
        {
            loss += options.RidgeOf(byItem.Columns(item).Length, users) * Dot(y.Row(item), y.Row(item));
        }

        return loss;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    private sealed class SynchronousProgress(Action<StageProgress> report) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => report(value);
    }
}
