namespace HybridRec.Jobs.Running;

/// <summary>What is known of a job beside how it is done.</summary>
/// <param name="Name">Its name, in kebab case.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="Make">Makes it.</param>
public sealed record JobDefinition(string Name, string Summary, Func<IJob> Make)
{
    /// <summary>Jobs whose products it needs from the same run.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Jobs that follow from it, since what they made is out of date after it.</summary>
    public IReadOnlyList<string> Leads { get; init; } = [];

    /// <summary>Whether it may take all of a processor for long, so that a worker gives it a process of its own.</summary>
    public bool IsHeavy { get; init; }

    /// <summary>Runs with steps of one group never run at the same time.</summary>
    public string Group { get; init; } = Name;

    /// <summary>A step that takes longer is stopped and counts as failed.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How many failures end a run; before, it is tried again after 1, 4, 16 … minutes.</summary>
    public int MaxFailures { get; init; } = 3;
}
