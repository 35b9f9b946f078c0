using Npgsql;

namespace Confab.Load;

/// <summary>An installation on PostgreSQL: a database of its own on a server that the role may make databases on.</summary>
internal sealed class PostgresStore : Store
{
    private readonly string server;
    private readonly string name = $"confab_load_{Guid.NewGuid():N}";
    private int? postmaster;

    private PostgresStore(string server) => this.server = server;

    /// <inheritdoc />
    public override string Setting => Target;

    /// <inheritdoc />
    public override string Target => new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString();

    /// <inheritdoc />
    public override int? Postmaster => postmaster;

    /// <summary>Makes the database.</summary>
    public static async Task<PostgresStore> MakeAsync(string server)
    {
        var store = new PostgresStore(server);
        await using var connection = await OpenAsync(server);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {store.name}", connection);
        await create.ExecuteNonQueryAsync();
        var parent = Meter.Parent(connection.ProcessID);
        store.postmaster = parent > 0 && File.ReadAllText($"/proc/{connection.ProcessID}/comm").StartsWith("postgres", StringComparison.Ordinal) ? parent : null;
        return store;
    }

    /// <inheritdoc />
    public override async Task<Dictionary<string, object>> FirstAsync(string table)
    {
        await using var connection = await OpenAsync(Target);
        await using var select = new NpgsqlCommand($"SELECT * FROM {table} LIMIT 1", connection);
        await using var row = await select.ExecuteReaderAsync();
        await row.ReadAsync();
        return Enumerable.Range(0, row.FieldCount).ToDictionary(row.GetName, row.GetValue);
    }

    /// <inheritdoc />
    public override async Task InsertAsync(string table, IReadOnlyList<string> columns, IEnumerable<object[]> rows)
    {
        await using var connection = await OpenAsync(Target);
        await using (var copy = await connection.BeginBinaryImportAsync($"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)"))
        {
            copy.Timeout = TimeSpan.FromMinutes(30);
            foreach (var row in rows)
                await copy.WriteRowAsync(default, row);
            await copy.CompleteAsync();
        }
        // What was filled in is on disk before anything is measured.
        foreach (var statement in (string[])[$"VACUUM ANALYZE {table}", "CHECKPOINT"])
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 600 };
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await using var connection = await OpenAsync(server);
        await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
        await drop.ExecuteNonQueryAsync();
        await base.DisposeAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }
}
