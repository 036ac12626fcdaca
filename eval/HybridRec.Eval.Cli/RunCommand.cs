using System.CommandLine;
using System.CommandLine.Parsing;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Storage;
using HybridRec.Evaluation;
using HybridRec.Evaluation.Data;
using HybridRec.Evaluation.Lineup;
using HybridRec.Evaluation.Protocol;
using HybridRec.Evaluation.Tuning;

namespace HybridRec.Eval.Cli;

/// <summary><c>run</c>: the offline evaluation of the line-up on given data.</summary>
internal sealed class RunCommand
{
    private const int DefaultTrials = 24;

    private readonly Option<string?> _train = File("--train", "Table to train on: user_id item_id [play_count] [timestamp].");
    private readonly Option<string?> _validation = File("--valid", "Table to tune on; afterwards it is trained on too.");
    private readonly Option<string?> _test = File("--test", "Table held out.");
    private readonly Option<string?> _interactions = File("--interactions", "One table, to be split.");
    private readonly Option<string?> _data = new("--data") { Description = "Data folder whose play log is split.", HelpName = "DIR" };
    private readonly Option<string?> _items = File("--items", "Table item_id [artist] [tags], tags apart by |.");
    private readonly Option<string?> _vectors = File("--vectors", "Audio vectors, .npy [items, d]; a row is an item id.");
    private readonly Option<string?> _experiment = File("--experiment", "JSON: models, k, set, space, trials.");
    private readonly Option<string?> _reference = new("--reference") { Description = "Model that all others are compared with; als by default." };
    private readonly Option<bool> _tune = new("--tune") { Description = "Search the models' options on the validation part first." };
    private readonly Option<bool> _frontier = new("--frontier")
    {
        Description = "Lists of 20 of als, of the dial from end to end, and of rival re-rankers at settings of their own, compared at "
            + "equal popularity.",
    };

    private readonly Option<bool> _recommendations = new("--recommendations") { Description = "Write recommendations.tsv and items.tsv too." };
    private readonly Option<bool> _json = new("--json") { Description = "Print metrics.json." };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of all chance.", DefaultValueFactory = _ => 0 };
    private readonly Option<int?> _trials = new("--trials") { Description = $"Trials of --tune a kind of model; {DefaultTrials} by default." };
    private readonly Option<string> _out = new("--out")
    {
        Description = "Folder for the report.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "evaluation",
    };

    private readonly Option<string?> _split = new("--split")
    {
        Description = "temporal:0.8, random:0.2, leave-last-out[:0.8] or cold-items:0.2.",
        HelpName = "RULE",
    };

    private readonly Option<string> _candidates = new("--candidates")
    {
        Description = "What is ranked: unheard (items the user has not played in training) or all.",
        DefaultValueFactory = _ => "unheard",
    };

    private readonly Option<string?> _models = new("--models")
    {
        Description = $"Which, apart by commas: {string.Join(", ", ModelName.Kinds)}, hybrid@0.25, … The protocol's line-up by default.",
    };

    private readonly Option<string?> _k = new("--k") { Description = "List lengths, apart by commas; 10,20,100 by default." };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "A model's option: als.rank=128. May be given again.",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly TimeProvider _clock;

    private RunCommand(TextWriter output, TextWriter error, TimeProvider clock)
    {
        _output = output;
        _error = error;
        _clock = clock;
        _candidates.AcceptOnlyFromAmong("unheard", "all");
        Check(_models, (models, result) => Models(models, result.AddError));
        Check(_k, (k, result) => Lengths(k, result.AddError));
        Check(_split, (rule, result) => Try(() => Engine.Measurement.SplitRule.Parse(rule), result));
        Check(_reference, (model, result) => Reference(model, result.AddError));
        _set.Validators.Add(result => Try(() => Settings([.. result.Tokens.Select(token => token.Value)]), result));
        _trials.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out int trials) && trials is < 1 or > 10_000)
            {
                result.AddError($"--trials must be 1 to 10000, not {text}.");
            }
        });
    }

    public static Command Create(TextWriter output, TextWriter error, TimeProvider clock)
    {
        RunCommand run = new(output, error, clock);
        Command command = new(
            "run",
            "Trains models, ranks all items for all users and measures the lists against held-out plays. Writes report.html, "
            + "report.md, metrics.json and users.tsv.gz into --out. Give --train and --test, or --interactions, or --data.")
        {
            run._train, run._validation, run._test, run._interactions, run._data, run._split, run._items, run._vectors,
            run._models, run._frontier, run._k, run._candidates, run._set, run._experiment, run._reference, run._tune, run._trials,
            run._seed, run._out, run._recommendations, run._json,
        };
        command.Validators.Add(run.CheckSources);
        command.SetAction(run.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        ExperimentFile? experiment = parsed.GetValue(_experiment) is { } file ? ExperimentFile.Read(file) : null;
        RunOptions options = OptionsOf(parsed, experiment);
        DataRequest request = new()
        {
            Train = parsed.GetValue(_train),
            Validation = parsed.GetValue(_validation),
            Test = parsed.GetValue(_test),
            Interactions = parsed.GetValue(_interactions),
            Split = parsed.GetValue(_split),
            Items = parsed.GetValue(_items),
            Vectors = parsed.GetValue(_vectors),
            AllCandidates = options.AllCandidates,
            NeedsValidation = parsed.GetValue(_tune),
            Seed = options.Seed,
        };
        using RunOutput output = new(parsed.GetValue(_out)!, parsed.GetValue(_recommendations));
        StageLines progress = new(_error, _clock);
        if (parsed.GetValue(_data) is { } path)
        {
            await using DataFolder folder = await DataFolder.OpenExistingAsync(
                path, DataFolder.DatabaseOfEnvironment, _clock, cancellationToken);
            return await EvaluateAsync(await DataFolderSource.ReadAsync(folder, request, cancellationToken));
        }

        return await EvaluateAsync(EvaluationDataReader.Read(request));

        async Task<int> EvaluateAsync(EvaluationData data)
        {
            new EvaluationRun(options, _clock).ThrowIfImpossible(data);
            if (parsed.GetValue(_tune))
            {
                Tuner tuner = new(
                    experiment?.Space ?? SearchSpace.Standard,
                    parsed.GetValue(_trials) ?? experiment?.Trials ?? DefaultTrials,
                    output.TuningLog,
                    _clock);
                Tuned tuned = await tuner.RunAsync(data, options, progress, cancellationToken);
                options = options with { Settings = tuned.Settings };
                data = data with { Notes = [.. data.Notes, .. tuned.Notes] };
            }

            EvaluationRun run = new(options, _clock);
            RunReport report = await run.RunAsync(data, lists => output.Add(data, lists), progress, cancellationToken);
            output.Write(report, run, data);
            await output.PrintAsync(report, parsed.GetValue(_json), _output);
            return 0;
        }
    }

    private RunOptions OptionsOf(ParseResult parsed, ExperimentFile? experiment)
    {
        IReadOnlyList<ModelName>? models = parsed.GetValue(_models) is { } named ? Models(named, Ignore) : experiment?.Models;
        IReadOnlyList<int>? ks = parsed.GetValue(_k) is { } lengths ? Lengths(lengths, Ignore) : experiment?.Ks;
        ModelSettings settings = (experiment?.Settings ?? ModelSettings.Default).With(Settings(parsed.GetValue(_set)!).Values);
        RunOptions options = parsed.GetValue(_frontier) ? new() { Models = ModelName.Frontier, Ks = [20] } : new();
        return options with
        {
            Models = models ?? options.Models,
            Ks = ks ?? options.Ks,
            AllCandidates = parsed.GetValue(_candidates) == "all",
            Settings = settings,
            Seed = parsed.GetValue(_seed),
            Reference = parsed.GetValue(_reference) is { } reference ? Reference(reference, Ignore) : null,
            Command = string.Join(' ', ["run", .. parsed.Tokens.Skip(1).Select(token => token.Value)]),
        };
    }

    private void CheckSources(CommandResult result)
    {
        bool files = result.GetValue(_train) is not null || result.GetValue(_test) is not null;
        int sources = new[] { files, result.GetValue(_interactions) is not null, result.GetValue(_data) is not null }.Count(given => given);
        if (sources != 1)
        {
            result.AddError("Give one source: --train and --test, or --interactions, or --data.");
        }
        else if (files && (result.GetValue(_train) is null || result.GetValue(_test) is null))
        {
            result.AddError("--train and --test belong together.");
        }
        else if (result.GetValue(_data) is not null && (result.GetValue(_items) ?? result.GetValue(_vectors)) is not null)
        {
            result.AddError("--items and --vectors belong to tables; --data has its own artists, tags and audio.");
        }
        else if (files && result.GetValue(_split) is not null)
        {
            result.AddError("--split is for --interactions and --data; given files are split already.");
        }
        else if (result.GetValue(_frontier) && result.GetValue(_models) is not null)
        {
            result.AddError("--frontier names its own models; --models names others.");
        }
        else if (result.GetValue(_trials) is not null && !result.GetValue(_tune))
        {
            result.AddError("--trials is for --tune.");
        }
        else if (!files && result.GetValue(_validation) is not null)
        {
            result.AddError("--valid belongs to --train and --test; a split makes its own validation part for --tune.");
        }
    }

    private static ModelSettings Settings(string[] assignments) => ModelSettings.Default.With(assignments.Select(text =>
    {
        string[] parts = text.Split('=', 2);
        return parts.Length == 2
            ? KeyValuePair.Create(parts[0].Trim(), parts[1].Trim())
            : throw new EvaluationException($"--set takes name=value, not \"{text}\".");
    }));

    private static List<ModelName> Models(string text, Action<string> complain)
    {
        List<ModelName> models = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!ModelName.TryParse(part, out ModelName? name, out string? fault))
            {
                complain(fault);
            }
            else if (!models.Contains(name))
            {
                models.Add(name);
            }
        }

        if (models.Count == 0)
        {
            complain("No model is named.");
        }

        return models;
    }

    private static ModelName? Reference(string text, Action<string> complain)
    {
        if (!ModelName.TryParse(text, out ModelName? name, out string? fault))
        {
            complain(fault);
        }

        return name;
    }

    private static int[] Lengths(string text, Action<string> complain)
    {
        List<int> lengths = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (int.TryParse(part, out int k) && k is >= 1 and <= 10_000)
            {
                lengths.Add(k);
            }
            else
            {
                complain($"A list length is 1 to 10000, not \"{part}\".");
            }
        }

        if (lengths.Count == 0)
        {
            complain("No list length is given.");
        }

        return [.. lengths.Distinct().Order()];
    }

    private static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    private static void Check(Option<string?> option, Action<string, OptionResult> check) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var text }])
        {
            check(text, result);
        }
    });

    private static void Try(Func<object> parse, SymbolResult result)
    {
        try
        {
            parse();
        }
        catch (HybridRecException problem)
        {
            result.AddError(problem.Message);
        }
    }

    private static void Ignore(string fault)
    {
    }
}
