using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Factorization;
using HybridRec.Engine.Interactions;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Training;
using HybridRec.Evaluation.Data;
using HybridRec.Evaluation.Gate;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Evaluation.Tests.Gate;

/// <summary>Real trainings on listeners with one of four tastes each, held to account on what they play later.</summary>
public sealed class RecipeTrialTests
{
    private const int Users = 120;
    private const int Tracks = 80;
    private const int Tastes = 4;

    private static readonly TrainingOptions Quick = new() { Als = new ImplicitAlsOptions { Rank = 8, Iterations = 4 } };
    private static readonly Library Library = new(
        Enumerable.Range(1, Tracks).Select(Describe).ToDictionary(track => track.Id),
        _ => false,
        (_, _) => throw new InvalidOperationException("nothing can be heard"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ShuffledPlays_AreRefusedInTwentyOfTwentySeeds()
    {
        EvaluationData data = LibraryData.Build(Log(seed: 1), Library, "a test", new DataRequest());
        TrainingData training = LibraryData.TrainingPart(data, Library);
        RecipeTrial trial = new(data, TimeProvider.System);
        RecipeMeasures champion = await MeasureAsync(trial, training, Quick);
        Assert.True(trial.Listeners > 50);
        Assert.True(champion.MeanNdcg > 0.2, $"{champion.MeanNdcg}");

        for (int seed = 0; seed < 20; seed++)
        {
            RecipeMeasures shuffled = await MeasureAsync(trial, Shuffle(training, seed), Quick);
            GateVerdict verdict = PromotionGate.Judge(shuffled, champion, champion, new GateOptions());
            Assert.False(verdict.IsAccepted, $"seed {seed}: {verdict.Reason}");
            Assert.Contains("ΔNDCG@20", verdict.Reason);
        }
    }

    [Fact]
    public async Task Run_SameRecipeAndData_GivesTheSameMeasures()
    {
        EvaluationData data = LibraryData.Build(Log(seed: 2), Library, "a test", new DataRequest());
        TrainingData training = LibraryData.TrainingPart(data, Library);

        RecipeMeasures first = await MeasureAsync(new RecipeTrial(data, TimeProvider.System), training, Quick);
        RecipeMeasures second = await MeasureAsync(new RecipeTrial(data, TimeProvider.System), training, Quick);

        Assert.Equal(first.Ndcg, second.Ndcg);
        Assert.Equal((first.Coverage, first.Popularity), (second.Coverage, second.Popularity));
        Assert.InRange(first.Coverage, 0.2, 1);
        Assert.InRange(first.Popularity, 1, 100);
    }

    [Fact]
    public void TrainingPart_EndsAtTheCutOff()
    {
        LogEntry[] log = Log(seed: 1);
        EvaluationData data = LibraryData.Build(log, Library, "a test", new DataRequest());

        TrainingData training = LibraryData.TrainingPart(data, Library);

        long newest = training.CutOff!.Value.ToUnixTimeSeconds();
        Assert.InRange(log.Count(play => play.Time <= newest) / (double)log.Length, 0.79, 0.81);
        Assert.Equal(data.Items.Ids, training.Tracks.Select(track => $"{track.Id.Value}"));
        Assert.All(training.Tracks, track => Assert.Equal(("Band", $"Piece {track.Id.Value}"), (track.Artist, track.Title)));
    }

    private static async Task<RecipeMeasures> MeasureAsync(RecipeTrial trial, TrainingData training, TrainingOptions recipe) =>
        (await trial.RunAsync(recipe, training, new ModelVersion("test"), null, null, Cancel)).Measures;

    /// <summary>Everybody's plays go to other tracks: as many plays, as popular tracks, and no taste left.</summary>
    private static TrainingData Shuffle(TrainingData training, int seed)
    {
        Random chance = new(seed);
        (int Row, int Column, float PlayCount)[] pairs = [.. training.Interactions.Pairs()];
        int[] columns = [.. pairs.Select(pair => pair.Column)];
        chance.Shuffle(columns);
        return training with
        {
            Interactions = InteractionMatrix.Build(
                training.Interactions.RowCount,
                training.Interactions.ColumnCount,
                pairs.Select((pair, at) => (pair.Row, columns[at], pair.PlayCount))),
        };
    }

    /// <summary>Twenty-five plays of each listener, five in six of them of their taste; early tracks of a taste are its popular ones.</summary>
    private static LogEntry[] Log(int seed)
    {
        Random chance = new(seed);
        return
        [
            .. from user in Enumerable.Range(0, Users)
               from play in Enumerable.Range(0, 25)
               let taste = chance.Next(6) > 0 ? user % Tastes : chance.Next(Tastes)
               let place = (int)(chance.NextDouble() * chance.NextDouble() * (Tracks / Tastes))
               select new LogEntry($"{user}", $"{(place * Tastes) + taste + 1}", 1, (play * 1_000) + chance.Next(1_000)),
        ];
    }

    private static Track Describe(int number) =>
        new(new TrackId(number), "Band", $"Piece {number}", null, null, null, null, [], false);
}
