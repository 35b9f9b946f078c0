using Confab.Store;
using Confab.Store.Sqlite;

namespace Confab.Tests.Store;

[Trait("Store", "SQLite")]
public sealed class MigratorTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"confab-migrations-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            File.Delete(file + suffix);
    }

    [Fact]
    public async Task A_database_is_brought_up_to_date_once()
    {
        using var db = new SqliteDb(file, TimeProvider.System);
        await Migrator.ApplyAsync(db);
        await Migrator.ApplyAsync(db);
        (await db.ReadAsync(sql => sql.QueryAsync<string>("SELECT name FROM migrations ORDER BY number")))[0].ShouldBe("0001-first.sql");
    }

    [Theory]
    [InlineData("INSERT INTO migrations (number, name, checksum, needs, tm_create) VALUES (9999, '9999-later.sql', '', 9999, 0)", "newer version")]
    [InlineData("UPDATE migrations SET checksum = 'edited'", "0001-first.sql was edited")]
    public async Task A_newer_database_and_an_edited_migration_are_refused_in_a_clear_sentence(string change, string why)
    {
        using var db = new SqliteDb(file, TimeProvider.System);
        await Migrator.ApplyAsync(db);
        await db.WriteAsync(unit => unit.ExecuteAsync(change));
        (await Should.ThrowAsync<SettingsException>(() => Migrator.ApplyAsync(db))).Message.ShouldContain(why);
        (await Should.ThrowAsync<SettingsException>(() => Migrator.CheckAsync(db))).Message.ShouldContain(why);
    }

    [Fact]
    public async Task A_migration_says_in_its_first_line_what_it_needs_else_it_needs_itself()
    {
        new Migration(7, "0007-x.sql", "-- needs 3\nSELECT 1").Needs.ShouldBe(3);
        new Migration(7, "0007-x.sql", "SELECT 1; -- needs 3\n").Needs.ShouldBe(7);
        using var db = new SqliteDb(file, TimeProvider.System);
        (await Should.ThrowAsync<SettingsException>(() => Migrator.CheckAsync(db))).Message.ShouldContain("lacks 0001-first.sql");
        var known = Migration.All("Sqlite");
        await Migrator.ApplyAsync(db, [.. known, new Migration(known.Count + 1, "9998-expands.sql", "-- needs 1\nALTER TABLE tags ADD COLUMN color TEXT NOT NULL DEFAULT ''")]);
        await Migrator.ApplyAsync(db);
        await Migrator.CheckAsync(db);
        (await Migrator.AppliedAsync(db))[^1].Needs.ShouldBe(1);
    }
}
