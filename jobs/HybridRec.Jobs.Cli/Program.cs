using HybridRec.Jobs.Cli;

return await JobsCommandLine.RunAsync(args, Console.Out, Console.Error, TimeProvider.System, CancellationToken.None);
