using System.CommandLine;
using HybridRec.Api.Commands;
using HybridRec.Api.Demo;

RootCommand root = new("HybridRec: discovery playlists from listening history and audio.")
{
    CommandLine.Data,
    ServeCommand.Urls,
    ServeCommand.Create(),
    TokenCommand.Create(),
    DemoCommand.Create(),
};
root.SetAction(ServeCommand.RunAsync);
return await CommandLine.RunAsync(root, args);
