using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Measurement;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Storage;
using HybridRec.Engine.Training;
using HybridRec.Evaluation;
using HybridRec.Evaluation.Data;
using HybridRec.Evaluation.Gate;
using HybridRec.Evaluation.Protocol;

namespace HybridRec.Jobs.Training;

/// <summary>A data folder's plays cut at a moment: what recipes are compared on.</summary>
/// <param name="Training">Everything before the cut-off.</param>
/// <param name="Trial">Measures after it.</param>
/// <param name="Hash">SHA-256 of the plays.</param>
internal sealed record HeldOutData(TrainingData Training, RecipeTrial Trial, string Hash)
{
    /// <summary>Reads a data folder and splits its plays by the protocol: by time, the last fifth of the listens held out.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="until">Later listens are left out, so that an interrupted comparison finds the same ones again.</param>
    /// <param name="clock">Supplies the time.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <remarks>Plays alone take part: what skips and words say is not split by time.</remarks>
    /// <exception cref="SplitException">The data do not allow the split.</exception>
    /// <exception cref="EvaluationException">There are no plays, or none is held out.</exception>
    public static async Task<HeldOutData> ReadAsync(
        DataFolder folder, DateTimeOffset until, TimeProvider clock, CancellationToken cancellationToken)
    {
        TrackSnapshot snapshot = await TrackSnapshot.ReadAsync(folder, cancellationToken);
        List<LogEntry> plays = [];
        await foreach (WeighedPlay play in snapshot.ReadPlaysAsync(cancellationToken))
        {
            if (play.Time is null || play.Time <= until)
            {
                plays.Add(new LogEntry(
                    $"{play.User.Value}", $"{play.Track.Value}", (float)play.Weight, play.Time?.ToUnixTimeSeconds()));
            }
        }

        Library library = new(snapshot.Tracks, snapshot.CanHear, snapshot.LoadExcerptsAsync);
        EvaluationData data = LibraryData.Build(plays, library, folder.Path, new DataRequest());
        return new HeldOutData(LibraryData.TrainingPart(data, library), new RecipeTrial(data, clock), data.Hash);
    }

    /// <summary>Trains a recipe before the cut-off and measures it after.</summary>
    public static Task<TriedRecipe> TryAsync(
        HeldOutData held,
        TrainingOptions recipe,
        ModelVersion version,
        string checkpoints,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken) =>
        held.Trial.RunAsync(recipe, held.Training, version, checkpoints, progress, cancellationToken);
}
