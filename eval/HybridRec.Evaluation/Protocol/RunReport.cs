namespace HybridRec.Evaluation.Protocol;

/// <summary>Everything an evaluation run found: the content of <c>metrics.json</c>, from which both reports are made.</summary>
public sealed record RunReport
{
    /// <summary>Version of this schema.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of the schema; raised when a field changes meaning or goes.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>How the run was made.</summary>
    public required RunFacts Run { get; init; }

    /// <summary>What it was made on.</summary>
    public required DataFacts Data { get; init; }

    /// <summary>List lengths measured, ascending.</summary>
    public required IReadOnlyList<int> Ks { get; init; }

    /// <summary>The length that summaries speak of: 20 where it was measured, else the first.</summary>
    public required int MainK { get; init; }

    /// <summary>One entry a model, in the order asked for.</summary>
    public required IReadOnlyList<ModelReport> Models { get; init; }

    /// <summary>Every model against the reference model, for Recall and NDCG at <see cref="MainK"/>.</summary>
    public required IReadOnlyList<PairedTest> Tests { get; init; }

    /// <summary>Hubness of the vector spaces used.</summary>
    public IReadOnlyList<HubnessReport> Spaces { get; init; } = [];

    /// <summary>The dial against rivals; null where no rival was measured.</summary>
    public FrontierReport? Frontier { get; init; }
}

/// <summary>What a run was made on.</summary>
/// <param name="Source">Where the data came from, and how they were split, in words.</param>
/// <param name="Hash">SHA-256 of the input.</param>
/// <param name="Candidates">"unheard" or "all".</param>
/// <param name="Users">Users with training plays.</param>
/// <param name="Items">Items, cold ones too.</param>
/// <param name="ColdItems">Items without training plays.</param>
/// <param name="TrainPairs">Training pairs, those set aside while tuning among them.</param>
/// <param name="ValidationPairs">Training pairs that were held out while options were tuned, 0 without tuning.</param>
/// <param name="TestPairs">Held-out pairs that count.</param>
/// <param name="EvaluatedUsers">Users with held-out items, over whom is averaged.</param>
/// <param name="UsersWithoutTest">Users with training plays and no held-out items: not averaged.</param>
/// <param name="Notes">Exclusions, corrections and what was tuned or left out, in words with counts.</param>
public sealed record DataFacts(
    string Source,
    string Hash,
    string Candidates,
    int Users,
    int Items,
    int ColdItems,
    long TrainPairs,
    long ValidationPairs,
    long TestPairs,
    int EvaluatedUsers,
    int UsersWithoutTest,
    IReadOnlyList<string> Notes);

/// <summary>What one model did.</summary>
public sealed record ModelReport
{
    /// <summary>Name as asked for: <c>als</c>, <c>hybrid@0.5</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Options in force, by name.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>Wall seconds: <c>train</c>, <c>rank</c>, <c>measure</c>.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>All metrics, over the candidates of the run.</summary>
    public required IReadOnlyList<MetricValue> Metrics { get; init; }

    /// <summary>Accuracy of the cold items ranked among themselves; empty where no held-out item is cold.</summary>
    public IReadOnlyList<MetricValue> ColdAmongThemselves { get; init; } = [];

    /// <summary>Accuracy by kind of user and of item, at the run's main k.</summary>
    public IReadOnlyList<StratumValue> Strata { get; init; } = [];

    /// <summary>Recall by the items' training users, at the largest k; each item ranked among all.</summary>
    public IReadOnlyList<ColdStartPoint> ColdStart { get; init; } = [];

    /// <summary>How the dial was kept; null for a model without one.</summary>
    public DialReport? Dial { get; init; }
}

/// <summary>A metric's value.</summary>
/// <param name="Metric">Name from the catalogue of metrics: <c>ndcg</c>.</param>
/// <param name="K">List length.</param>
/// <param name="Value">Mean over users, or the value of all lists together.</param>
/// <param name="Low">Lower end of the 95 % interval; null where there is none (coverage, Gini).</param>
/// <param name="High">Upper end.</param>
/// <param name="Users">Users averaged over.</param>
public sealed record MetricValue(string Metric, int K, double Value, double? Low, double? High, int Users);

/// <summary>A metric of some users, or of some held-out items.</summary>
/// <param name="Kind">"user popularity", "user history" or "item popularity".</param>
/// <param name="Stratum">Name of the part: "low", "middle", "high"; "head", "middle", "tail", "cold".</param>
/// <param name="Value">The figure.</param>
public sealed record StratumValue(string Kind, string Stratum, MetricValue Value);

/// <summary>A point of the cold-start curve.</summary>
/// <param name="TrainingUsers">Bucket: "0", "1–2", "3–5", …</param>
/// <param name="Items">Held-out items in it.</param>
/// <param name="Pairs">Held-out pairs in it.</param>
/// <param name="Recall">Share of these pairs found in the first k, mean over users who have any.</param>
public sealed record ColdStartPoint(string TrainingUsers, int Items, int Pairs, MetricValue Recall);

/// <summary>A paired comparison.</summary>
/// <param name="Metric">Which metric.</param>
/// <param name="K">List length.</param>
/// <param name="Model">The model.</param>
/// <param name="Reference">What it is compared with.</param>
/// <param name="Difference">Mean over users of model − reference.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Two-sided p of the paired permutation test.</param>
/// <param name="PHolm">p after Holm's correction over all comparisons of the run.</param>
public sealed record PairedTest(
    string Metric, int K, string Model, string Reference, double Difference, double Low, double High, double P, double PHolm);

/// <summary>How many are near to everything.</summary>
/// <param name="Space">Name of the space.</param>
/// <param name="Skewness">Skewness of the 10-occurrence distribution.</param>
/// <param name="Corrected">The same after the correction of <see cref="Engine.Retrieval.NearestTracks"/>.</param>
/// <param name="Items">Items it rests on: all that have a vector, or a sample of them.</param>
public sealed record HubnessReport(string Space, double Skewness, double Corrected, int Items = 0);

/// <summary>How the dial's promise was kept at one setting.</summary>
/// <param name="Discovery">d, 0 to 1.</param>
/// <param name="Asked">Mean over users of the popularity asked for.</param>
/// <param name="Achieved">Mean over users of the popularity achieved.</param>
/// <param name="Error">|asked − achieved| per user, mean with interval.</param>
/// <param name="WithinFive">Share of users within 5 points.</param>
/// <param name="Infeasible">
/// Users whose target is too unpopular to reach: the least popular list that candidates and rules allow lies more than 5
/// points above it. Targets too popular to reach are not counted.
/// </param>
public sealed record DialReport(
    double Discovery, double Asked, double Achieved, MetricValue Error, double WithinFive, int Infeasible);
