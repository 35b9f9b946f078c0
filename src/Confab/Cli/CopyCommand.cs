using System.CommandLine;
using System.Diagnostics;
using Confab.Store.Copying;

namespace Confab.Cli;

/// <summary><c>confab copy</c>: a whole installation from SQLite to an empty PostgreSQL database. Killed, it goes on when it is run again.</summary>
internal static class CopyCommand
{
    public static Command Make()
    {
        var to = new Option<string>("--to") { Description = "The empty database, as in \"Host=db;Database=confab;Username=confab;Password=…\"; not through a pooler.", Required = true };
        var copy = new Command("copy", "Copy the installation of a data folder, whose server is stopped, to an empty PostgreSQL database.") { to };
        var options = new ServerOptions(copy);
        copy.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(to), given => options.Read(parsed, given)));
        return copy;
    }

    private static async Task<int> RunAsync(string to, Func<Dictionary<string, string?>, IConfiguration> read)
    {
        if (PostgresAddress.TryParse(to) is not { } connection)
            return CommandLine.Fail("--to must be a PostgreSQL connection string, as in \"Host=db;Database=confab;Username=confab;Password=…\".");
        var configuration = read(new() { ["Confab:Database"] = to, ["Confab:DatabaseDirect"] = "" });
        var data = Settings.Read(configuration).Data;
        var begin = Stopwatch.GetTimestamp();
        using var source = await CopySource.OpenAsync(data);
        await using var tool = Tool.Find(configuration);
        await using var target = await CopyTarget.OpenAsync(to);
        var tables = await CopyReport.ShowAsync(progress => new Copier(source, target, tool.Db, progress).RunAsync());
        CopyReport.Write(tables, Stopwatch.GetElapsedTime(begin));
        if (tables.Exists(table => !table.IsSame))
            return CommandLine.Fail("The copy differs from the original and cannot be served. Empty the new database and copy again.");
        if (connection.Password is not null)
            connection.Password = "…";
        if (connection.SslPassword is not null)
            connection.SslPassword = "…";
        Console.WriteLine($"""

            Everything is there. Start the server on it:

              {Welcome.Command($"serve '--Confab:Database={connection}'", data)}

            Never again without that setting: what still waits in the old database would go out a second time.
            """);
        return 0;
    }
}
