using HybridRec.Engine.Storage;
using HybridRec.Jobs.Imports;
using HybridRec.Jobs.Maintenance;
using HybridRec.Jobs.Playlists;
using HybridRec.Jobs.Training;

namespace HybridRec.Jobs.Running;

/// <summary>All jobs, and what follows from what: data, from which the steps of a run are derived. Immutable.</summary>
/// <param name="jobs">The jobs, each after those it needs and those that lead to it.</param>
public sealed class JobCatalogue(IReadOnlyList<JobDefinition> jobs)
{
    /// <summary>The group of all that makes models: one of them at a time.</summary>
    public const string TrainingGroup = "training";

    /// <summary>The name under which a whole training is asked for.</summary>
    public const string Train = "train";

    /// <summary>The jobs of this program.</summary>
    public static JobCatalogue Standard { get; } = new(
    [
        new("scan-library", "Reads new and changed files of a folder (argument folder) into the catalogue.", () => new ScanLibrary())
        {
            IsHeavy = true,
            Leads = ["embed-tracks"],
            Group = TrainingGroup,
        },
        new("compare-recipes", "Holds a recipe that was asked for against that in service, and decides which is trained.", () => new CompareRecipes())
        {
            IsHeavy = true,
            Leads = ["train-collaborative"],
            Group = TrainingGroup,
        },
        new("train-collaborative", "Learns item and user factors from play counts.", () => new TrainCollaborative())
        {
            IsHeavy = true,
            Needs = ["compare-recipes"],
            Leads = ["blend-and-index"],
            Group = TrainingGroup,
        },
        new("train-content", "Trains the spectrogram network.", () => new TrainContent())
        {
            IsHeavy = true,
            Needs = ["train-collaborative"],
            Leads = ["embed-tracks"],
            Group = TrainingGroup,
        },
        new("embed-tracks", "Embeds all tracks that can be heard.", () => new EmbedTracks())
        {
            IsHeavy = true,
            Leads = ["blend-and-index"],
            Group = TrainingGroup,
        },
        new("blend-and-index", "Blends listening and sound and publishes a version.", () => new BlendAndIndex())
        {
            IsHeavy = true,
            Needs = ["train-collaborative", "embed-tracks"],
            Leads = ["test-and-promote"],
            Group = TrainingGroup,
        },
        new("test-and-promote", "Tests the version as the server would load it, and has it served.", () => new TestAndPromote())
        {
            IsHeavy = true,
            Needs = ["blend-and-index"],
            Group = TrainingGroup,
        },
        new("import", "Adds a file of listening history (arguments file, user, items, format).", () => new ImportJob()) { IsHeavy = true },
        new("erase-users", "Erases all that is stored of a user (argument user), and what was deleted 30 days ago.", () => new EraseUsers())
        {
            Group = TrainingGroup,
        },
        new("refresh-playlists", "Makes the weekly playlists that are due and missing.", () => new RefreshPlaylists()) { IsHeavy = true },
        new("prune-models", "Deletes old model versions and old runs.", () => new PruneModels()) { Group = TrainingGroup },
        new(HealthReport.Job, "Measures drift of data and model, and warns.", () => new CheckHealth()) { IsHeavy = true },
        new("backup", "Copies the databases and the model in service to a dated folder.", () => new Backup()),
    ]);

    /// <summary>The jobs, in order.</summary>
    public IReadOnlyList<JobDefinition> Jobs => jobs;

    /// <summary>All names a run can be asked for by.</summary>
    public IEnumerable<string> Names => jobs.Select(job => job.Name).Prepend(Train);

    /// <summary>A job by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="JobException">There is none of that name.</exception>
    public JobDefinition Of(string name) => jobs.FirstOrDefault(job => job.Name == name)
        ?? throw new JobException($"There is no job \"{name}\"; there are {string.Join(", ", Names)}.", canRetry: false);

    /// <summary>The steps of a run: what is asked for, all that follows from it, and all that those need; in order.</summary>
    /// <param name="name">A job, or <see cref="Train"/>.</param>
    /// <exception cref="JobException">There is none of that name.</exception>
    public IReadOnlyList<string> Plan(string name)
    {
        // A whole training is a new network with all that it needs and leads to.
        HashSet<string> chosen = [];
        Include(Of(name == Train ? "train-content" : name), chosen);
        return [.. jobs.Select(job => job.Name).Where(chosen.Contains)];
    }

    /// <summary>The groups a run's steps belong to.</summary>
    /// <param name="steps">The steps.</param>
    public IReadOnlyList<string> GroupsOf(IEnumerable<string> steps) =>
        [.. steps.Select(step => Of(step).Group).Distinct().Order(StringComparer.Ordinal)];

    private void Include(JobDefinition job, HashSet<string> chosen)
    {
        if (chosen.Add(job.Name))
        {
            foreach (string other in job.Leads.Concat(job.Needs))
            {
                Include(Of(other), chosen);
            }
        }
    }
}
