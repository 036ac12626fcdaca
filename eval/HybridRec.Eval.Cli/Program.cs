using HybridRec.Eval.Cli;

return await EvalCommandLine.RunAsync(args, Console.Out, Console.Error, TimeProvider.System, CancellationToken.None);
