using System.CommandLine;
using Confab.Agents;
using Confab.Auth;

namespace Confab.Cli;

/// <summary><c>confab agent password</c>: a new password for whoever has lost it.</summary>
internal static class AgentCommand
{
    public static Command Make()
    {
        var username = new Argument<string>("username") { Description = "The agent's username." };
        var given = new Option<string?>("--password") { Description = "The new password; else made at random and printed once." };
        var password = new Command("password", "Give an agent a new password; its tokens end.") { username, given };
        var options = new ServerOptions(password);
        password.SetAction((parsed, _) => SetAsync(options.Read(parsed), parsed.GetRequiredValue(username), parsed.GetValue(given)));
        return new Command("agent", "Agents of this installation.") { password };
    }

    private static async Task<int> SetAsync(IConfiguration configuration, string username, string? given)
    {
        if (given is { Length: < Secrets.MinPassword })
            return CommandLine.Fail($"--password must be at least {Secrets.MinPassword} characters long.");
        await using var tool = await Tool.OpenAsync(configuration);
        var password = given ?? Secrets.Text(16);
        var hash = Passwords.Hash(password);
        if (!await tool.Db.WriteAsync(unit => AgentQueries.SetPasswordAsync(unit, username, hash)))
            return CommandLine.Fail($"There is no agent {username}.");
        Console.WriteLine(given is null ? $"{username}   password {password}" : $"{username}   password set");
        return 0;
    }
}
