using Confab.Store;
using Confab.Store.Sqlite;

namespace Confab.Tests.Store;

/// <summary>The two schemas say the same.</summary>
[Trait("Store", "PostgreSQL")]
public sealed class SchemaTests
{
    [Fact]
    public async Task Both_databases_have_the_same_tables_columns_and_indexes()
    {
        var file = Path.Combine(Path.GetTempPath(), $"confab-schema-{Guid.NewGuid():N}.db");
        await using var server = await TestServer.StartAsync();
        using (var sqlite = new SqliteDb(file, TimeProvider.System))
        {
            await Migrator.ApplyAsync(sqlite);
            var columns = await ColumnsAsync(server.Db, """
                SELECT table_name AS "Table", column_name AS "Name", ordinal_position::int AS "Place",
                    CASE data_type WHEN 'uuid' THEN 'BLOB' WHEN 'bytea' THEN 'BLOB' WHEN 'text' THEN 'TEXT' WHEN 'bigint' THEN 'BIGINT' WHEN 'integer' THEN 'INTEGER' ELSE data_type END AS "Type",
                    (is_nullable = 'YES')::int AS "Nullable" FROM information_schema.columns WHERE table_schema = 'public'
                """);
            var own = await ColumnsAsync(sqlite, """
                SELECT m.name AS "Table", c.name AS "Name", c.cid + 1 AS "Place", CASE WHEN c.name = 'position' AND c.pk = 1 THEN 'BIGINT' ELSE c.type END AS "Type",
                    (c."notnull" = 0 AND c.pk = 0 AND m.type = 'table') AS "Nullable" FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%'
                """);
            columns.ShouldBe(own);
            (await IndexesAsync(server.Db, "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey'"))
                .ShouldBe(await IndexesAsync(sqlite, "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'"));
        }
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            File.Delete(file + suffix);
    }

    private static async Task<List<string>> ColumnsAsync(Db db, string query) =>
        [.. (await db.ReadAsync(sql => sql.QueryAsync<Column>(query))).Select(column => $"{column.Table} {column.Place} {column.Name} {column.Type} {column.Nullable}").Order(StringComparer.Ordinal)];

    private static async Task<List<string>> IndexesAsync(Db db, string query) => [.. (await db.ReadAsync(sql => sql.QueryAsync<string>(query))).Order(StringComparer.Ordinal)];

    private sealed class Column
    {
        public string Table { get; init; } = "";

        public string Name { get; init; } = "";

        public long Place { get; init; }

        public string Type { get; init; } = "";

        public bool Nullable { get; init; }
    }
}
