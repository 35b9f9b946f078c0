namespace Confab.Store.Copying;

/// <summary>
/// The mark of a database into which an installation is being copied: a table that says how far it has come, written with every batch and
/// dropped when all is there. Nothing is served before.
/// </summary>
internal static class UnfinishedCopy
{
    /// <summary>The table: a row for each that is copied.</summary>
    public const string Table = "unfinished_copy";

    /// <summary>The indexes of a table that no constraint needs.</summary>
    private const string Indexes = """
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
        WHERE t.relname = @Name AND t.relnamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.oid)
        """;

    /// <summary>Finds that a database with these tables holds no unfinished copy.</summary>
    /// <exception cref="SettingsException">It does.</exception>
    public static void Refuse(List<string> tables)
    {
        if (tables.Contains(Table))
            throw new SettingsException(["The database holds an unfinished copy of an installation: run the same `confab copy` again, and it goes on where it stopped."]);
    }

    /// <summary>
    /// Marks a database as the beginning of a copy. The indexes of the tables are put aside until their rows are there: to build them then
    /// takes a fraction of the time.
    /// </summary>
    public static async Task BeginAsync(Unit unit, string source, IEnumerable<CopyTable> tables)
    {
        await unit.ExecuteAsync($"CREATE TABLE {Table} (source TEXT NOT NULL, name TEXT NOT NULL PRIMARY KEY, copied BIGINT NOT NULL, checksum TEXT NOT NULL, indexes TEXT NOT NULL)");
        foreach (var table in tables)
        {
            await unit.ExecuteAsync($"INSERT INTO {Table} SELECT @source, @Name, 0, @nothing, COALESCE((SELECT string_agg(pg_get_indexdef(i.oid), ';') {Indexes}), '')",
                new { source, table.Name, nothing = new RowSum().Checksum });
            foreach (var index in await unit.QueryAsync<string>($"SELECT i.relname {Indexes}", new { table.Name }))
                await unit.ExecuteAsync($"DROP INDEX \"{index}\"");
        }
    }

    /// <summary>How far the copy has come.</summary>
    public static Task<List<CopiedTable>> ReadAsync(Sql sql) => sql.QueryAsync<CopiedTable>($"SELECT source, name, copied, checksum, indexes FROM {Table}");

    /// <summary>Writes how far a table has come.</summary>
    public static Task SetAsync(Sql sql, CopyTable table, RowSum sum) =>
        sql.ExecuteAsync($"UPDATE {Table} SET copied = @Count, checksum = @Checksum WHERE name = @Name", new { sum.Count, sum.Checksum, table.Name });

    /// <summary>Writes that a table has its indexes.</summary>
    public static Task SetIndexedAsync(Sql sql, CopiedTable table) => sql.ExecuteAsync($"UPDATE {Table} SET indexes = '' WHERE name = @Name", new { table.Name });

    /// <summary>Takes the mark away.</summary>
    public static Task EndAsync(Sql sql) => sql.ExecuteAsync($"DROP TABLE {Table}");
}

/// <summary>How far a table has come.</summary>
internal sealed record CopiedTable
{
    /// <summary>Which installation is copied.</summary>
    public string Source { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>How many rows are there.</summary>
    public long Copied { get; init; }

    /// <summary>Their checksum.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>Its indexes that wait to be built, as SQL statements.</summary>
    public string Indexes { get; init; } = "";
}
