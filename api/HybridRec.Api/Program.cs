using System.CommandLine;
using HybridRec.Api.Commands;

RootCommand root = new("HybridRec: discovery playlists from listening history and audio.")
{
    CommandLine.Data,
    ServeCommand.Urls,
    ServeCommand.Create(),
    TokenCommand.Create(),
};
root.SetAction(ServeCommand.RunAsync);
return await CommandLine.RunAsync(root, args);
