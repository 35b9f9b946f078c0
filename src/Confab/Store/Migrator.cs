using Confab.Store.Copying;

namespace Confab.Store;

/// <summary>Brings a database up to the schema of this program: numbered SQL files, applied once each, in order, never edited afterwards.</summary>
internal static class Migrator
{
    private const string Table = "migrations";

    /// <summary>Applies what is missing, each file in a unit of work of its own. The caller sees to it that nobody else does meanwhile.</summary>
    /// <param name="db">The database.</param>
    /// <param name="known">Other migrations than those of this program.</param>
    /// <exception cref="SettingsException">The database needs a newer program, or an applied file was edited.</exception>
    public static async Task ApplyAsync(Db db, IReadOnlyList<Migration>? known = null)
    {
        await db.CheckAsync();
        known ??= Migration.All(db.Dialect);
        var applied = Fitting(known, await AppliedAsync(db));
        if (applied.Count == 0)
            await db.WriteAsync(unit => unit.ExecuteAsync("""
                CREATE TABLE IF NOT EXISTS migrations (
                    number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, needs INTEGER NOT NULL, tm_create BIGINT NOT NULL)
                """));
        foreach (var file in Pending(known, applied))
            await db.ReshapeAsync(async unit =>
            {
                await unit.RunScriptAsync(file.Text);
                await unit.ExecuteAsync("INSERT INTO migrations (number, name, checksum, needs, tm_create) VALUES (@Number, @Name, @Checksum, @Needs, @Now)",
                    new { file.Number, file.Name, file.Checksum, file.Needs, unit.Now });
            });
    }

    /// <summary>Finds that this program can run on the database as it is.</summary>
    /// <exception cref="SettingsException">It cannot, and why.</exception>
    public static async Task CheckAsync(Db db) => Check(Migration.All(db.Dialect), await AppliedAsync(db));

    /// <summary>Finds that a program that knows these migrations can run where those were applied.</summary>
    /// <exception cref="SettingsException">It cannot, and why.</exception>
    public static void Check(IReadOnlyList<Migration> known, List<AppliedMigration> applied)
    {
        if (Pending(known, Fitting(known, applied)) is { Count: > 0 } pending)
            throw new SettingsException([$"The database lacks {string.Join(", ", pending.Select(file => file.Name))}: start the server or run `confab migrate`."]);
    }

    /// <summary>What was applied to the database, in order.</summary>
    /// <exception cref="SettingsException">It is an unfinished copy, or somebody else's.</exception>
    public static async Task<List<AppliedMigration>> AppliedAsync(Db db)
    {
        var tables = await db.TablesAsync();
        UnfinishedCopy.Refuse(tables);
        var applied = tables.Contains(Table) ? await db.ReadAsync(AppliedAsync) : [];
        return applied.Count > 0 || tables.TrueForAll(table => table == Table) ? applied
            : throw new SettingsException([$"The database holds tables that are not this program's, {tables.First(table => table != Table)} for one: give it a database, or a schema, of its own."]);
    }

    /// <summary>What was applied to a database that has migrations, in order.</summary>
    public static Task<List<AppliedMigration>> AppliedAsync(Sql sql) =>
        sql.QueryAsync<AppliedMigration>("SELECT number, name, checksum, needs, tm_create FROM migrations ORDER BY number");

    /// <summary>What was applied, when a program that knows these can run on it.</summary>
    private static List<AppliedMigration> Fitting(IReadOnlyList<Migration> known, List<AppliedMigration> applied)
    {
        if (applied.Find(row => row.Needs > known.Count) is { } newer)
            throw new SettingsException([$"The database was made by a newer version of this program: {newer.Name} needs one that knows {newer.Needs} migrations, this one knows {known.Count}."]);
        if (known.FirstOrDefault(file => applied.Exists(row => row.Number == file.Number && row.Checksum != file.Checksum)) is { } edited)
            throw new SettingsException([$"Migration {edited.Name} was edited after it was applied to this database."]);
        return applied;
    }

    private static List<Migration> Pending(IEnumerable<Migration> known, List<AppliedMigration> applied) =>
        [.. known.Where(file => !applied.Exists(row => row.Number == file.Number))];
}

/// <summary>A row of <c>migrations</c>.</summary>
internal sealed record AppliedMigration
{
    public int Number { get; init; }

    public string Name { get; init; } = "";

    public string Checksum { get; init; } = "";

    public int Needs { get; init; }

    public Timestamp TmCreate { get; init; }
}
