using System.Globalization;
using HybridRec.Engine.Factorization;
using HybridRec.Jobs.Running;

namespace HybridRec.Jobs.Training;

/// <summary><c>train-collaborative</c>: item and user factors from play counts.</summary>
internal sealed class TrainCollaborative : IJob
{
    private const string FactorsFile = "factors.safetensors";
    private const string Users = "users";
    private const string Items = "items";

    /// <inheritdoc/>
    public async Task<JobResult> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        TrainingWork work = await TrainingWork.OpenAsync(context, cancellationToken);
        if (!work.Has(FactorsFile))
        {
            if (work.Builder.TrainCollaborative(work.Data, work.Version, context.Progress, cancellationToken) is { } factors)
            {
                work.Write(FactorsFile, (Users, factors.UserFactors), (Items, factors.ItemFactors));
            }
            else
            {
                work.Write(FactorsFile);
            }

            work.KeepMetrics();
        }

        return new JobResult(Factors(work) is { } made
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"factors of rank {made.ItemFactors.Rank} for {made.UserFactors.Rows:N0} users and {made.ItemFactors.Rows:N0} tracks")
            : "too few users to learn factors from");
    }

    /// <summary>The factors of a run; null where there were too few users.</summary>
    public static FactorModel? Factors(TrainingWork work) =>
        work.Read(FactorsFile, Users) is { } users && work.Read(FactorsFile, Items) is { } items
            ? new FactorModel(users, items)
            : null;
}
