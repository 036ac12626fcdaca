using System.CommandLine;
using System.Text.Json;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Listens;
using HybridRec.Engine.Storage;

namespace HybridRec.Api.Commands;

/// <summary><c>token add NAME</c> and <c>token revoke NAME</c>: who may use the server.</summary>
internal static class TokenCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> name = new("NAME") { Description = "The user." };
        name.Validators.Add(result =>
        {
            if (!ListenRules.IsUserName(result.GetValueOrDefault<string>()?.Trim() ?? ""))
            {
                result.AddError("NAME must have 1 to 100 characters, and neither '/' nor control characters.");
            }
        });
        Option<bool> admin = new("--admin") { Description = "The token may act for every user." };
        Option<bool> json = new("--json") { Description = "Print JSON." };

        Command add = new("add", "Make a token; the user is created if new. It is shown once and stored only as a hash.");
        add.Arguments.Add(name);
        add.Options.Add(admin);
        add.Options.Add(json);
        add.SetAction((parsed, cancellationToken) => AddAsync(
            parsed, parsed.GetValue(name)!.Trim(), parsed.GetValue(admin), parsed.GetValue(json), cancellationToken));

        Command revoke = new("revoke", "Make all tokens of a user invalid.");
        revoke.Arguments.Add(name);
        revoke.Options.Add(json);
        revoke.SetAction((parsed, cancellationToken) => RevokeAsync(
            parsed, parsed.GetValue(name)!.Trim(), parsed.GetValue(json), cancellationToken));

        return new Command("token", "Access tokens.") { add, revoke };
    }

    private static async Task<int> AddAsync(
        ParseResult parsed, string name, bool admin, bool json, CancellationToken cancellationToken)
    {
        await using DataFolder data = await OpenAsync(parsed, cancellationToken);
        UserId user = await data.PlayLog.GetOrAddUserAsync(name, cancellationToken);
        string token = await data.Tokens.AddAsync(user, admin, cancellationToken);
        await Console.Out.WriteLineAsync(json ? JsonSerializer.Serialize(new { user = name, admin, token }) : token);
        return 0;
    }

    private static async Task<int> RevokeAsync(
        ParseResult parsed, string name, bool json, CancellationToken cancellationToken)
    {
        await using DataFolder data = await OpenAsync(parsed, cancellationToken);
        User user = await data.PlayLog.FindUserAsync(name, cancellationToken) ?? throw new UnknownUserException(name);
        int revoked = await data.Tokens.RevokeAsync(user.Id, cancellationToken);
        await Console.Out.WriteLineAsync(json
            ? JsonSerializer.Serialize(new { user = user.Name, revoked })
            : $"{revoked} token{(revoked == 1 ? "" : "s")} of {user.Name} revoked.");
        return 0;
    }

    private static Task<DataFolder> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        DataFolder.OpenAsync(
            parsed.GetValue(CommandLine.Data)!, DataFolder.DatabaseOfEnvironment, TimeProvider.System, cancellationToken);
}

/// <summary>A command names a user who does not exist.</summary>
internal sealed class UnknownUserException(string name) : HybridRecException($"No user is named \"{name}\".");
