using Microsoft.Data.Sqlite;

namespace Confab.Load;

/// <summary>An installation on SQLite.</summary>
internal sealed class SqliteStore : Store
{
    /// <inheritdoc />
    public override string Setting => "sqlite";

    /// <inheritdoc />
    public override string Target => Path.Combine(Folder, "confab.db");

    /// <inheritdoc />
    public override async Task<Dictionary<string, object>> FirstAsync(string table)
    {
        await using var connection = Open();
        await using var select = connection.CreateCommand();
        select.CommandText = $"SELECT * FROM {table} LIMIT 1";
        await using var row = await select.ExecuteReaderAsync();
        await row.ReadAsync();
        return Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, row.GetValue);
    }

    /// <inheritdoc />
    public override async Task InsertAsync(string table, IReadOnlyList<string> columns, IEnumerable<object[]> rows)
    {
        await using var connection = Open();
        await ExecuteAsync(connection, "PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; BEGIN IMMEDIATE");
        await using var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(column => "@" + column))})";
        foreach (var column in columns)
            insert.Parameters.Add(new SqliteParameter { ParameterName = "@" + column });
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                insert.Parameters[i].Value = row[i];
            insert.ExecuteNonQuery();
        }
        await ExecuteAsync(connection, "COMMIT; PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Target, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
