using HybridRec.Jobs.Cli;
using HybridRec.Jobs.Worker;

return StepChild.IsAsked(args)
    ? await StepChild.RunAsync(args)
    : await JobsCommandLine.RunAsync(args, Console.Out, Console.Error, TimeProvider.System, CancellationToken.None);
