using System.CommandLine;
using System.Globalization;
using HybridRec.Evaluation.Simulation;
using HybridRec.Evaluation.Simulation.Rounds;

namespace HybridRec.Eval.Cli;

/// <summary>The options of <c>simulate</c> and what they ask for.</summary>
internal sealed class SimulateOptions
{
    private readonly Option<int> _tracks = Between("--tracks", "Tracks rendered, in ten styles.", 240, 20, 100_000);
    private readonly Option<int> _seconds = Between("--seconds", "Mean playing time of a rendered track.", 15, 4, 600);
    private readonly Option<int> _listeners = Between("--listeners", "Simulated listeners.", 320, 1, 1_000_000);

    private readonly Option<int> _listens = Between(
        "--listens", "Median listens of a listener before the first round.", 50, 10, 10_000);

    private readonly Option<int> _count = Between(
        "--count", "Length of the lists of the one-round study; by default less for fewer than 240 tracks.", 30, 1, 200);

    private readonly Option<int> _coldCount = Between(
        "--cold-count", "Length of its lists of cold tracks; by default less for fewer than 240 tracks.", 10, 1, 200);

    private readonly Option<int> _rounds = Between(
        "--rounds", "Rounds of lists and listening; 1 for the one-round study alone.", 10, 1, 1_000);

    private readonly Option<int> _list = Between("--list", "Length of the lists of the rounds.", 5, 1, 200);
    private readonly Option<int> _retrain = Between("--retrain", "Models are trained anew every so many rounds.", 2, 1, 1_000);

    private readonly Option<bool> _retrainContent = new("--retrain-content")
    {
        Description = "Train the network that hears anew, too, and not only once: slow.",
    };

    private readonly Option<int?> _changeAt = new("--change-at")
    {
        Description = "From this round on some listeners have another taste; 0 for never. Default: after half of the rounds.",
    };

    private readonly Option<double> _changeShare = new("--change-share")
    {
        Description = "Share of the listeners whose taste changes, 0 to 1.",
        DefaultValueFactory = _ => 0.3,
    };

    private readonly Option<int> _seeds = Between("--seeds", "Worlds of other listeners over the same music.", 1, 1, 100);

    private readonly Option<string> _models = new("--models")
    {
        Description = "Recommenders, with commas between; hybrid@d at any dial d from 0 to 1.",
        DefaultValueFactory = _ => string.Join(',', LineUp.Default),
    };

    private readonly Option<int> _seed = new("--seed") { Description = "Seed of all chance.", DefaultValueFactory = _ => 1 };

    public SimulateOptions()
    {
        _changeShare.Validators.Add(result =>
        {
            // A value that is no number is complained about by the parser.
            if (result.Tokens.Count == 1
                && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out double share)
                && share is not (>= 0 and <= 1))
            {
                result.AddError($"--change-share must be 0 to 1, not {result.Tokens[0].Value}.");
            }
        });
    }

    /// <summary>A folder of real music, or none.</summary>
    public Option<string?> Audio { get; } = new("--audio") { Description = "A folder of real music instead of rendered music." };

    /// <summary>A folder for the report, or none.</summary>
    public Option<string?> Folder { get; } = new("--out")
    {
        Description = "Folder for report.html, report.md and metrics.json of a study over many rounds.",
    };

    /// <summary>The styles of real music, or none.</summary>
    public Option<string?> Labels { get; } = new("--labels")
    {
        Description = "With --audio: a TSV file with the columns path and style, the listeners' hidden truth; "
            + "without it, the styles are the folders.",
    };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            Audio, Labels, _tracks, _seconds, _listeners, _listens, _count, _coldCount, _rounds, _list, _retrain, _retrainContent,
            _changeAt, _changeShare, _seeds, _models, _seed, Folder,
        ];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    public int Seed(ParseResult parsed) => parsed.GetValue(_seed);

    public bool IsOneRound(ParseResult parsed) => parsed.GetValue(_rounds) == 1;

    public LibraryOptions Library(ParseResult parsed) => new()
    {
        Tracks = parsed.GetValue(_tracks),
        Seconds = parsed.GetValue(_seconds),
        Seed = Seed(parsed),
    };

    public ListenerOptions Listeners(ParseResult parsed) => new()
    {
        Listeners = parsed.GetValue(_listeners),
        MedianListens = parsed.GetValue(_listens),
        Seed = Seed(parsed),
    };

    public ListLengths Lengths(ParseResult parsed, int tracks)
    {
        ListLengths suited = ListLengths.For(tracks);
        return new ListLengths(
            parsed.GetResult(_count)!.Implicit ? suited.All : parsed.GetValue(_count),
            parsed.GetResult(_coldCount)!.Implicit ? suited.Cold : parsed.GetValue(_coldCount));
    }

    /// <summary>Why what is asked for cannot be done, as far as can be told before any music is heard.</summary>
    public string? Fault(ParseResult parsed)
    {
        bool isReal = parsed.GetValue(Audio) is not null;
        if (!isReal && parsed.GetValue(Labels) is not null)
        {
            return "--labels is for real music: name its folder with --audio.";
        }

        if (IsOneRound(parsed))
        {
            return parsed.GetValue(Folder) is null ? null : "--out is for two rounds or more: one round has no report.";
        }

        return Rounds(parsed).FaultFor(isReal ? null : parsed.GetValue(_tracks), parsed.GetValue(_listeners));
    }

    public RoundsPlan Plan(ParseResult parsed, HeardLibrary library)
    {
        RoundsPlan plan = new(library, Rounds(parsed))
        {
            OneRound = Lengths(parsed, library.Tracks.Count),
            Command = $"eval {string.Join(' ', parsed.Tokens.Select(token => token.Value))}",
        };
        return plan with
        {
            Listeners = plan.Listeners with { Listeners = parsed.GetValue(_listeners), MedianListens = parsed.GetValue(_listens) },
        };
    }

    private RoundsOptions Rounds(ParseResult parsed) => new()
    {
        Rounds = parsed.GetValue(_rounds),
        ListLength = parsed.GetValue(_list),
        RetrainEvery = parsed.GetValue(_retrain),
        RetrainContent = parsed.GetValue(_retrainContent),
        ChangeAt = parsed.GetValue(_changeAt),
        ChangeShare = parsed.GetValue(_changeShare),
        Worlds = parsed.GetValue(_seeds),
        Recommenders = parsed.GetValue(_models)!.Split(',', StringSplitOptions.TrimEntries),
        Seed = Seed(parsed),
    };

    private static Option<int> Between(string name, string description, int usual, int least, int most)
    {
        Option<int> option = new(name)
        {
            Description = $"{description} {least:N0} to {most:N0}.",
            DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && (value < least || value > most))
            {
                result.AddError($"{name} must be {least} to {most}, not {value}.");
            }
        });
        return option;
    }
}
