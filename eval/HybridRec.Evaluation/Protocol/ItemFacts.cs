using HybridRec.Engine.Interactions;
using HybridRec.Engine.Measurement;

namespace HybridRec.Evaluation.Protocol;

/// <summary>What the training plays say of the items. Immutable.</summary>
public sealed class ItemFacts
{
    /// <summary>Counts.</summary>
    /// <param name="train">Training plays, users × items.</param>
    public ItemFacts(InteractionMatrix train)
    {
        ArgumentNullException.ThrowIfNull(train);
        TrainingUsers = train.Transpose().CountPairsByRow();
        Users = train.CountRowsWithPlays();
        Popularity = PopularityPercentile.Exact(TrainingUsers);
        Novelty = Engine.Measurement.Novelty.Of(TrainingUsers, Math.Max(Users, 1));
    }

    /// <summary>|U|: users with training plays.</summary>
    public int Users { get; }

    /// <summary>n_i by item row.</summary>
    public int[] TrainingUsers { get; }

    /// <summary>π by item row.</summary>
    public double[] Popularity { get; }

    /// <summary>Novelty in bits by item row.</summary>
    public double[] Novelty { get; }
}
