using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using HybridRec.Engine.Audio;
using HybridRec.Engine.Content;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Models;
using HybridRec.Engine.Numerics;
using HybridRec.Engine.Storage;
using HybridRec.Evaluation.Content;

namespace HybridRec.Eval.Cli;

/// <summary>What <c>content</c> and <c>audit</c> are asked alike: which clips, which network, how often, where to.</summary>
internal sealed class ClipOptions
{
    /// <summary>Frames a second of GTZAN's pictures: 387 in 30 s.</summary>
    private const double UsualArrayRate = 12.9;

    /// <summary>Frames a second that a network gets to see, as near as averaging whole frames comes to it.</summary>
    private const double SeenRate = 14.4;

    private const int MostFrameStep = 16;

    private const string NetworkName = "content.safetensors";

    private readonly Option<string?> _audio = new("--audio") { Description = "Folder of audio; a clip's label is its top-level folder." };
    private readonly Option<string?> _spectrograms = new("--spectrograms")
    {
        Description = "In place of audio: .npy of shape (clips, bands, frames), uint8 (80 dB as 0..255) or float (decibels).",
    };

    private readonly Option<string?> _labels = new("--labels")
    {
        Description = "TSV with a row a clip: path or clip, label or genre, perhaps artist. Needed with --spectrograms.",
    };

    private readonly Option<string?> _testSpectrograms = new("--test-spectrograms") { Description = "Held-out clips, as --spectrograms." };
    private readonly Option<string?> _testLabels = new("--test-labels") { Description = "Their labels." };
    private readonly Option<string?> _labelColumn = new("--label-column") { Description = "Column of the label." };
    private readonly Option<double> _rate = Between("--frames-per-second", "Frames a second of the arrays.", UsualArrayRate, 1, 1_000);
    private readonly Option<string> _split = new("--split")
    {
        Description = "holdout:SHARE or folds:N, where no split is given; no artist on both sides.",
        DefaultValueFactory = _ => "holdout:0.25",
    };

    private readonly Option<int> _seeds = Between("--seeds", "Networks trained, each with its own seed.", 3, 1, 100);
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of all chance.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _network = new("--network") { Description = "A trained network (content.safetensors) to measure; none is trained." };
    private readonly Option<string?> _data = new("--data") { Description = "A data folder whose current model's network to measure; none is trained." };
    private readonly Option<string?> _keep = new("--keep-networks")
    {
        Description = "Folder that keeps networks as they are trained; content and audit of the same clips share them, and go on where they were interrupted.",
    };

    private readonly Option<bool> _supervised = new("--supervised")
    {
        Description = "Whether the networks learn the training clips' labels as tags, besides contrast; false for contrast alone.",
        DefaultValueFactory = _ => true,
    };

    private readonly Option<int?> _crop = new("--crop-frames") { Description = "Frames that the network hears at once, of about 14 a second; 64." };
    private readonly Option<int?> _steps = new("--steps") { Description = "Optimisation steps; by default as many as in production." };
    private readonly Option<string?> _out = new("--out") { Description = "Folder for report.html, report.md and metrics.json." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the figures as JSON." };

    public ClipOptions(Command command)
    {
        foreach (Option option in (Option[])
            [_audio, _spectrograms, _labels, _testSpectrograms, _testLabels, _labelColumn, _rate, _split, _seeds, _seed,
             _network, _data, _keep, _supervised, _crop, _steps, _out, _json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool Given(Option option) => result.GetResult(option) is { Implicit: false };
            string? fault =
                Given(_audio) == Given(_spectrograms) ? "Give either --audio or --spectrograms."
                : Given(_spectrograms) && !Given(_labels) ? "--spectrograms needs --labels."
                : Given(_testSpectrograms) != Given(_testLabels) ? "--test-spectrograms and --test-labels go together."
                : Given(_testSpectrograms) && !Given(_spectrograms) ? "--test-spectrograms needs --spectrograms."
                : Given(_network) && Given(_data) ? "Give either --network or --data."
                : Given(_split) && Plan(result.GetValue(_split) ?? "", 0) is null
                    ? "--split must be holdout:SHARE (0.05 to 0.95) or folds:N (2 to 100)."
                : null;
            if (fault is not null)
            {
                result.AddError(fault);
            }
        });
        InRange(_crop, 32, 4_096);
        InRange(_steps, 1, 1_000_000);
    }

    /// <summary>Folder for the report; null for none.</summary>
    public string? Folder(ParseResult parsed) => parsed.GetValue(_out);

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    public int Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Reads the clips that were asked for.</summary>
    public async Task<ClipSet> ReadAsync(
        ParseResult parsed, TimeProvider clock, IProgress<StageProgress> progress, CancellationToken cancellationToken) =>
        parsed.GetValue(_audio) is { } audio
            ? await new AudioClips(new FfmpegDecoder(new FfmpegOptions(), clock)).ReadAsync(
                new AudioSource(audio, parsed.GetValue(_labels), parsed.GetValue(_labelColumn)), progress, cancellationToken)
            : SpectrogramArrays.Read(new ArraySource(
                parsed.GetValue(_spectrograms)!, parsed.GetValue(_labels)!, parsed.GetValue(_testSpectrograms),
                parsed.GetValue(_testLabels), parsed.GetValue(_labelColumn), parsed.GetValue(_rate)));

    /// <summary>How the study is to be made.</summary>
    /// <exception cref="ContentDataException">The data folder has no network.</exception>
    public async Task<ContentStudyOptions> StudyAsync(
        ParseResult parsed, TimeProvider clock, CancellationToken cancellationToken)
    {
        int seed = parsed.GetValue(_seed);
        ContentOptions usual = new();
        int? steps = parsed.GetValue(_steps);
        return new ContentStudyOptions
        {
            Seeds = parsed.GetValue(_seeds),
            Seed = seed,
            Supervised = parsed.GetValue(_supervised),
            NetworkFile = parsed.GetValue(_data) is { } data
                ? await CurrentNetworkAsync(data, clock, cancellationToken)
                : parsed.GetValue(_network),
            KeptNetworks = parsed.GetValue(_keep),
            Split = Plan(parsed.GetValue(_split)!, seed)!,
            Network = usual with
            {
                CropFrames = parsed.GetValue(_crop) ?? usual.CropFrames,
                FrameStep = parsed.GetValue(_audio) is null
                    ? Math.Clamp((int)Math.Round(parsed.GetValue(_rate) / SeenRate), 1, MostFrameStep)
                    : usual.FrameStep,
                MinSteps = steps ?? usual.MinSteps,
                MaxSteps = steps ?? usual.MaxSteps,
            },
        };
    }

    private static async Task<string> CurrentNetworkAsync(string data, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using DataFolder folder = await DataFolder.OpenExistingAsync(
            data, DataFolder.DatabaseOfEnvironment, clock, cancellationToken);
        ModelVersion version = await folder.Models.CurrentAsync(cancellationToken)
            ?? throw new ContentDataException($"{data} has no current model; train one first.");
        OpenedModel model = await folder.Models.OpenAsync(version, cancellationToken);
        string file = Path.Combine(model.Folder, NetworkName);
        return File.Exists(file)
            ? file
            : throw new ContentDataException($"The current model of {data} has no network: it was trained without audio.");
    }

    private static SplitPlan? Plan(string text, int seed) => text.Split(':') switch
    {
        ["holdout", var share] when double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out double part)
            && part is >= 0.05 and <= 0.95 => new SplitPlan(0, part, seed),
        ["folds", var folds] when int.TryParse(folds, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is >= 2 and <= 100 => new SplitPlan(count, 0, seed),
        _ => null,
    };

    private static Option<T> Between<T>(string name, string description, T usual, T least, T most)
        where T : struct, IComparable<T>, IParsable<T>
    {
        Option<T> option = new(name) { Description = $"{description} {least} to {most}.", DefaultValueFactory = _ => usual };
        option.Validators.Add(result => AddRange(result, name, least, most));
        return option;
    }

    private static void InRange(Option<int?> option, int least, int most) =>
        option.Validators.Add(result => AddRange(result, option.Name, least, most));

    /// <summary>What is no number at all is left to the parser to complain about.</summary>
    private static void AddRange<T>(OptionResult result, string name, T least, T most)
        where T : struct, IComparable<T>, IParsable<T>
    {
        if (result.Tokens is [var token] && T.TryParse(token.Value, CultureInfo.InvariantCulture, out T value)
            && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
        {
            result.AddError(FormattableString.Invariant($"{name} must be {least} to {most}, not {value}."));
        }
    }
}
