using System.CommandLine;
using Confab.Demo;
using Npgsql;

namespace Confab.Cli;

/// <summary>Which command: serve unless another is named.</summary>
internal static class CommandLine
{
    /// <summary>The exit code for what the caller has to mend: settings, arguments, a folder in use.</summary>
    public const int Fault = 2;

    /// <summary>Runs the command that the arguments name; returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = ServeCommand.Fill(new RootCommand("Confab: a self-hosted conversation server that answers the VoIPBIN conversation API."));
        root.Subcommands.Add(ServeCommand.Fill(new Command("serve", "Run the server (the default).")));
        root.Subcommands.Add(DemoCommand.Make());
        root.Subcommands.Add(CustomerCommand.Make());
        root.Subcommands.Add(AgentCommand.Make());
        root.Subcommands.Add(MigrateCommand.Make());
        root.Subcommands.Add(BackupCommand.Make());
        root.Subcommands.Add(CopyCommand.Make());
        root.Subcommands.Add(StatusCommand.Make());
        root.Subcommands.Add(PhoneCommand.Make());
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
            return Fail($"{string.Join(' ', parsed.Errors.Select(error => error.Message))} See --help.");
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (SettingsException e)
        {
            return Fail(e.Message);
        }
        catch (ProblemException e)
        {
            return Fail(e.Problem.Message);
        }
        catch (NpgsqlException e)
        {
            return Fail($"The database does not take it: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e.Message);
        }
    }

    /// <summary>Says what has to be mended.</summary>
    public static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return Fault;
    }
}
