namespace HybridRec.Evaluation.Protocol;

/// <summary>What the metrics of one user's list are computed from.</summary>
internal readonly ref struct UserView
{
    /// <summary>Place of the user among the evaluated ones.</summary>
    public required int Index { get; init; }

    /// <summary>Item rows, best first.</summary>
    public required ReadOnlySpan<int> List { get; init; }

    /// <summary>Which places are hits.</summary>
    public required ReadOnlySpan<bool> Hits { get; init; }

    /// <summary>|T|.</summary>
    public required int HeldOut { get; init; }

    /// <summary>H_u, item rows ascending.</summary>
    public required ReadOnlySpan<int> History { get; init; }

    /// <summary>Unexpectedness by place.</summary>
    public required ReadOnlySpan<double> Unexpectedness { get; init; }

    /// <summary>Buffers of the worker.</summary>
    public required UserBuffers Buffers { get; init; }
}

/// <summary>Buffers that one worker reuses from user to user.</summary>
internal sealed class UserBuffers(int rank, int tags)
{
    /// <summary>Room for a vector of any space.</summary>
    public float[] Vector { get; } = new float[rank];

    /// <summary>A histogram over tags: of the history of <see cref="HistoryOwner"/>.</summary>
    public double[] HistoryTags { get; } = new double[tags];

    /// <summary>Index of the user whose history was counted last: it is the same at every k.</summary>
    public int HistoryOwner { get; set; } = -1;

    /// <summary>A histogram over tags: of the list.</summary>
    public double[] ListTags { get; } = new double[tags];
}

/// <summary>A metric of one user's list at k; NaN where it has no value.</summary>
internal delegate double UserMetric(UserView view, int k);
