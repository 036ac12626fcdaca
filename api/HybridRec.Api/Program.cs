using System.CommandLine;
using HybridRec.Api.Commands;
using HybridRec.Api.Demo;
using HybridRec.Jobs.Worker;

if (StepChild.IsAsked(args))
{
    return await StepChild.RunAsync(args);
}

ServeCommand.AddWorker = (services, data) =>
{
    // A worker that cannot work is logged; it must not take the server down with it.
    services.Configure<HostOptions>(host => host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
    services.AddHostedService(provider => JobWorker.Create(
        data,
        program: null,
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<JobWorker>>()));
};
RootCommand root = new("HybridRec: discovery playlists from listening history and audio.")
{
    CommandLine.Data,
    ServeCommand.Urls,
    ServeCommand.NoWorker,
    ServeCommand.Create(),
    TokenCommand.Create(),
    DemoCommand.Create(),
};
root.SetAction(ServeCommand.RunAsync);
return await CommandLine.RunAsync(root, args);
