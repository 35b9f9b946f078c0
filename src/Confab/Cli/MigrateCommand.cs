using System.CommandLine;
using Confab.Store;

namespace Confab.Cli;

/// <summary><c>confab migrate</c>: the schema of the database, brought up to date before the servers of a new version start, shown or checked.</summary>
internal static class MigrateCommand
{
    public static Command Make() => Fill(new Command("migrate", "Bring the database up to the schema of this program.")
    {
        Fill(new Command("apply", "Apply what is missing (the default)."), ApplyAsync),
        Fill(new Command("show", "List the migrations: when each was applied, and what it needs."), ShowAsync),
        Fill(new Command("check", "Exit 0 when this program can run on the database and nothing is pending, else 2."), CheckAsync)
    }, ApplyAsync);

    private static Command Fill(Command command, Func<Tool, Task> run)
    {
        var options = new ServerOptions(command);
        command.SetAction(async (parsed, _) =>
        {
            await using var tool = Tool.Find(options.Read(parsed));
            await run(tool);
            return 0;
        });
        return command;
    }

    private static async Task ApplyAsync(Tool tool)
    {
        using var held = tool.Db.IsAlone ? DataFolder.Hold(tool.Folder.Path) : null;
        if (tool.Db.IsAlone && held is null)
            throw new SettingsException([$"A server is using {tool.Folder.Path}: stop the server first. It migrates by itself when it starts."]);
        var applied = await tool.Db.AloneAsync(async () =>
        {
            var before = await Migrator.AppliedAsync(tool.Db);
            await Migrator.ApplyAsync(tool.Db);
            return (await Migrator.AppliedAsync(tool.Db)).ExceptBy(before.Select(row => row.Number), row => row.Number).ToList();
        });
        Console.WriteLine(applied.Count == 0 ? "Nothing is pending." : $"Applied {string.Join(", ", applied.Select(row => row.Name))}.");
    }

    private static async Task ShowAsync(Tool tool)
    {
        var applied = (await Migrator.AppliedAsync(tool.Db)).ToDictionary(row => row.Number);
        var known = Migration.All(tool.Db.Dialect);
        foreach (var file in known)
            Print(file.Name, file.Needs, applied.Remove(file.Number, out var row) ? $"{row.TmCreate}" : "pending");
        foreach (var row in applied.Values)
            Print(row.Name, row.Needs, $"{row.TmCreate}, unknown to this program");
    }

    private static void Print(string name, int needs, string state) => Console.WriteLine($"{name,-40} needs {needs,-4} {state}");

    private static async Task CheckAsync(Tool tool)
    {
        await Migrator.CheckAsync(tool.Db);
        Console.WriteLine("This program can run on the database, and nothing is pending.");
    }
}
