using Confab.Store;

namespace Confab.Tests.Cli;

/// <summary><c>confab migrate</c> as an operator runs it, on both databases.</summary>
public sealed class MigrateTests : IAsyncDisposable
{
    private readonly string data = Path.Combine(Path.GetTempPath(), $"confab-migrate-{Guid.NewGuid():N}");

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(data))
            Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    [Fact]
    public async Task An_empty_database_is_shown_refused_by_tools_and_migrated_once()
    {
        if (!TestDatabase.IsPostgres)
        {
            (await RunAsync("migrate")).Output.ShouldContain("holds no installation");
            Directory.CreateDirectory(data);
            await File.WriteAllTextAsync(Path.Combine(data, "confab.db"), "");
        }
        (await RunAsync("migrate", "show")).Output.ShouldMatch("0001-first.sql +needs 1 +pending");
        foreach (var command in (string[][])[["migrate", "check"], ["status"]])
        {
            var (code, output) = await RunAsync(command);
            code.ShouldBe(2, output);
            output.ShouldContain("The database lacks 0001-first.sql");
            output.ShouldContain("start the server or run `confab migrate`");
        }
        (await RunAsync("migrate")).ShouldBe((0, "Applied " + string.Join(", ", Known().Select(file => file.Name)) + "."));
        (await RunAsync("migrate", "apply")).ShouldBe((0, "Nothing is pending."));
        (await RunAsync("migrate", "check")).ExitCode.ShouldBe(0);
        (await RunAsync("migrate", "show")).Output.ShouldMatch(@"0001-first.sql +needs 1 +\d{4}-");
        Directory.Exists(data).ShouldBe(!TestDatabase.IsPostgres);
    }

    [Fact]
    [Trait("Store", "PostgreSQL")]
    public async Task A_database_that_is_somebody_elses_or_cannot_hold_every_text_is_refused()
    {
        await using (var connection = new Npgsql.NpgsqlConnection(await TestDatabase.ForAsync(data)))
        {
            await connection.OpenAsync();
            foreach (var statement in (string[])["CREATE TABLE theirs (id INTEGER)", "CREATE DATABASE test_latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"])
            {
                await using var command = new Npgsql.NpgsqlCommand(statement, connection);
                await command.ExecuteNonQueryAsync();
            }
        }
        foreach (var name in (string[])["migrate", "serve"])
        {
            var (code, output) = await RunAsync(name);
            code.ShouldBe(2, output);
            output.ShouldContain("The database holds tables that are not this program's, theirs for one");
        }
        var latin = new Npgsql.NpgsqlConnectionStringBuilder(await TestDatabase.ForAsync(data)) { Database = "test_latin" };
        var refused = await RealProcess.RunAsync("migrate", "--data", data, $"--Confab:Database={latin}");
        refused.ExitCode.ShouldBe(2, refused.Output);
        refused.Output.ShouldContain("The database is encoded in LATIN1");
    }

    [Fact]
    public async Task What_a_newer_version_applied_is_shown_as_unknown_and_checked_by_what_it_needs()
    {
        await using (var server = await TestServer.StartAsync(data))
        {
            if (!TestDatabase.IsPostgres)
                (await RunAsync("migrate")).Output.ShouldContain("stop the server first");
            await Migrator.ApplyAsync(server.Db, [.. Known(), new Migration(Known().Count + 1, "9998-later.sql", "-- needs 1\nSELECT 1")]);
            (await RunAsync("migrate", "check")).ExitCode.ShouldBe(0);
            (await RunAsync("migrate", "show")).Output.ShouldMatch(@"9998-later.sql +needs 1 .* unknown to this program");
            await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE migrations SET needs = 9999 WHERE name = '9998-later.sql'"));
        }
        foreach (var action in (string[])["check", "apply"])
        {
            var (code, output) = await RunAsync("migrate", action);
            code.ShouldBe(2);
            output.ShouldContain("made by a newer version of this program");
        }
    }

    private static List<Migration> Known() => Migration.All(TestDatabase.IsPostgres ? "Postgres" : "Sqlite");

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] command)
    {
        var (code, output) = await RealProcess.RunAsync([.. command, "--data", data]);
        return (code, output.Trim());
    }
}
