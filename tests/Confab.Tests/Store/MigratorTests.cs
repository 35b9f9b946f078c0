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
    [InlineData("INSERT INTO migrations (number, name, checksum, tm_create) VALUES (9999, '9999-later.sql', '', 0)", "newer version")]
    [InlineData("UPDATE migrations SET checksum = 'edited'", "0001-first.sql was edited")]
    public async Task A_newer_database_and_an_edited_migration_are_refused_in_a_clear_sentence(string change, string why)
    {
        using var db = new SqliteDb(file, TimeProvider.System);
        await Migrator.ApplyAsync(db);
        await db.WriteAsync(unit => unit.ExecuteAsync(change));
        (await Should.ThrowAsync<SettingsException>(() => Migrator.ApplyAsync(db))).Message.ShouldContain(why);
    }
}
